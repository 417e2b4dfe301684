import { plural } from 'zoom-in-net/texts';
import type { PageTexts } from './index.js';

/** What only the page says, in Portuguese as it is written in Brazil. */
export const pt: PageTexts = {
  language: 'Português (Brasil)',
  title: 'Zoom-in-Net — rastreamento de retinopatia diabética no navegador',
  tagline: 'Rastreamento de retinopatia diabética, calculado neste navegador',
  skip: 'Ir para as fotografias',
  choose: {
    language: 'Idioma',
    theme: 'Aparência',
    device: 'Calcular em',
  },
  themes: { system: 'Como o sistema', light: 'Clara', dark: 'Escura' },

  sideFrom: { name: 'pelo nome do arquivo', dicom: 'pelo arquivo DICOM', hand: 'escolhido manualmente' },

  intake: {
    heading: 'Rastreamento de retinopatia diabética em retinografias',
    lead: 'Solte uma fotografia e veja em segundos o grau e onde as redes olharam.',
    privacy: 'Nada é enviado. As fotografias permanecem neste dispositivo: depois de carregar as redes, esta página não faz nenhuma requisição e funciona sem conexão.',
    drop: 'Solte aqui fotografias ou uma pasta',
    dropNow: 'Solte para analisá-las',
    or: 'ou',
    files: 'Escolher fotografias',
    folder: 'Escolher uma pasta',
    camera: 'Tirar uma fotografia',
    paste: 'Uma imagem da área de transferência pode ser colada com Ctrl+V.',
    formats: 'JPEG, PNG, TIFF, WebP, BMP ou DICOM. Os dois olhos são pareados por nomes como 13_left e 13_right, L e R, OD e OS.',
    thorough: 'Minucioso: média de seis vistas espelhadas e giradas; leva seis vezes mais tempo',
    more: 'Adicionar fotografias',
    noFiles: 'Não há nenhum arquivo a analisar no que foi solto ou escolhido.',
    ignored: plural('pt', { one: '# arquivo não é uma imagem e foi omitido.', other: '# arquivos não são imagens e foram omitidos.' }),
    added: plural('pt', { one: '# fotografia adicionada.', other: '# fotografias adicionadas.' }),
  },
  samples: {
    heading: 'Não tem uma fotografia à mão? Experimente uma desenhada',
    note: 'Desenhadas pelo gerador deste projeto; não são fotografias de nenhuma pessoa.',
    badge: 'Sintética',
    drawnAs: (grade) => `desenhada como: ${grade.toLowerCase()}`,
    missing: 'Não foi possível carregar as imagens desenhadas.',
  },
  camera: {
    heading: 'Tirar uma fotografia',
    take: 'Tirar',
    close: 'Fechar',
    source: 'Câmera',
    refused: 'Não é possível usar a câmera: permita o acesso a esta página ou escolha um arquivo.',
    fileName: 'fotografia',
    unnamed: (number) => `Câmera ${number}`,
  },

  loading: {
    heading: 'Preparando',
    parts: { module: 'Programa', programs: 'Programas da GPU', m_net: 'M-Net: classifica a fotografia inteira', a_net: 'A-Net: encontra onde olhar', c_net: 'C-Net: examina mais de perto' },
    waiting: 'em espera',
    of: (received, total) => `${received} de ${total}`,
    kept: (total) => `${total}, guardado da visita anterior`,
    testing: 'Testando o dispositivo com uma resposta conhecida…',
    switching: (device) => `Passando a calcular ${device}…`,
    failed: 'Não foi possível carregar as redes',
    again: 'Tentar novamente',
  },
  ready: 'Pronto',
  step: (now, all) => `Etapa ${now} de ${all}`,
  waitingForNetworks: 'Aguardando as redes',
  waitingForTurn: 'Aguardando a vez',
  done: (done, all) => plural('pt', { one: `${done} de # fotografia concluída`, other: `${done} de # fotografias concluídas` })(all),
  cancel: 'Cancelar',
  cancelAll: 'Cancelar todas',
  cancelled: 'Cancelada',
  retry: 'Analisar novamente',
  remove: 'Remover',
  removeAll: 'Remover todas',

  shortDevices: { gpu: 'GPU', cpu: 'Processador' },
  detail: 'Detalhe técnico',

  list: {
    heading: 'Fotografias',
    patient: (name) => `Paciente ${name}`,
    patientOf: (file) => `Paciente de ${file}`,
    newPatient: 'Paciente à parte',
    eyeOf: (file) => `Olho em ${file}`,
  },

  exports: {
    heading: 'Exportar',
    json: 'JSON',
    picture: 'Imagem (PNG)',
    report: 'Imprimir relatório',
    fhir: 'FHIR R4',
    note: 'Deste paciente; a imagem é deste olho. Salvo somente neste dispositivo.',
    failed: 'A exportação falhou',
  },
  footer: {
    about: 'Conforme Wang et al., “Zoom-in-Net: Deep Mining Lesions for Diabetic Retinopathy Detection”, MICCAI 2017.',
    model: (name, version) => `Modelo ${name}, versão ${version}.`,
    bench: 'Qual é a velocidade deste dispositivo?',
  },
};
