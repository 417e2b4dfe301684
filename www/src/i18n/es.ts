import { plural } from 'zoom-in-net/texts';
import type { PageTexts } from './index.js';

/** What only the page says, in Spanish. */
export const es: PageTexts = {
  language: 'Español',
  title: 'Zoom-in-Net — cribado de retinopatía diabética en el navegador',
  tagline: 'Cribado de retinopatía diabética, calculado en este navegador',
  skip: 'Ir a las fotografías',
  choose: {
    language: 'Idioma',
    theme: 'Apariencia',
    device: 'Calcular en',
  },
  themes: { system: 'Como el sistema', light: 'Clara', dark: 'Oscura' },

  sideFrom: { name: 'según el nombre del archivo', dicom: 'según el archivo DICOM', hand: 'elegido a mano' },

  intake: {
    heading: 'Cribado de retinopatía diabética en fotografías de fondo de ojo',
    lead: 'Suelte una fotografía y vea en segundos el grado y dónde miraron las redes.',
    privacy: 'No se sube nada. Las fotografías permanecen en este dispositivo: una vez cargadas las redes, esta página no hace ninguna petición y funciona sin conexión.',
    drop: 'Suelte aquí fotografías o una carpeta',
    dropNow: 'Suelte para analizarlas',
    or: 'o',
    files: 'Elegir fotografías',
    folder: 'Elegir una carpeta',
    camera: 'Hacer una fotografía',
    paste: 'Una imagen del portapapeles se puede pegar con Ctrl+V.',
    formats: 'JPEG, PNG, TIFF, WebP, BMP o DICOM. Los dos ojos se emparejan por nombres como 13_left y 13_right, L y R, OD y OS.',
    thorough: 'Minucioso: promedio de seis vistas reflejadas y giradas; tarda seis veces más',
    more: 'Añadir fotografías',
    noFiles: 'En lo que se soltó o eligió no hay ningún archivo que analizar.',
    ignored: plural('es', { one: '1 archivo no es una imagen y se omitió.', other: '# archivos no son imágenes y se omitieron.' }),
    added: plural('es', { one: '1 fotografía añadida.', other: '# fotografías añadidas.' }),
  },
  samples: {
    heading: '¿No tiene una fotografía? Pruebe una dibujada',
    note: 'Dibujadas por el generador de este proyecto; no son fotografías de ninguna persona.',
    badge: 'Sintética',
    drawnAs: (grade) => `dibujada como: ${grade.toLowerCase()}`,
    missing: 'No se pudieron cargar las imágenes dibujadas.',
  },
  camera: {
    heading: 'Hacer una fotografía',
    take: 'Hacerla',
    close: 'Cerrar',
    source: 'Cámara',
    refused: 'No se puede usar la cámara: permítala para esta página o elija un archivo.',
    fileName: 'fotografia',
    unnamed: (number) => `Cámara ${number}`,
  },

  loading: {
    heading: 'Preparando',
    parts: { module: 'Programa', programs: 'Programas de la GPU', m_net: 'M-Net: gradúa la fotografía entera', a_net: 'A-Net: encuentra dónde mirar', c_net: 'C-Net: mira más de cerca' },
    waiting: 'en espera',
    of: (received, total) => `${received} de ${total}`,
    kept: (total) => `${total}, guardado de la visita anterior`,
    testing: 'Comprobando el dispositivo con una respuesta conocida…',
    switching: (device) => `Cambiando a ${device}…`,
    failed: 'No se pudieron cargar las redes',
    again: 'Reintentar',
  },
  ready: 'Listo',
  step: (now, all) => `Paso ${now} de ${all}`,
  waitingForNetworks: 'Esperando a las redes',
  waitingForTurn: 'Esperando su turno',
  done: (done, all) => plural('es', { one: `${done} de 1 fotografía terminada`, other: `${done} de # fotografías terminadas` })(all),
  cancel: 'Cancelar',
  cancelAll: 'Cancelar todas',
  cancelled: 'Cancelada',
  retry: 'Analizar de nuevo',
  remove: 'Quitar',
  removeAll: 'Quitar todas',

  shortDevices: { gpu: 'GPU', cpu: 'Procesador' },
  detail: 'Detalle técnico',

  list: {
    heading: 'Fotografías',
    patient: (name) => `Paciente ${name}`,
    patientOf: (file) => `Paciente de ${file}`,
    newPatient: 'Paciente aparte',
    eyeOf: (file) => `Ojo en ${file}`,
  },

  exports: {
    heading: 'Exportar',
    json: 'JSON',
    picture: 'Imagen (PNG)',
    report: 'Imprimir informe',
    fhir: 'FHIR R4',
    note: 'De este paciente; la imagen es de este ojo. Se guarda solo en este dispositivo.',
    failed: 'La exportación falló',
  },
  footer: {
    about: 'Según Wang et al., «Zoom-in-Net: Deep Mining Lesions for Diabetic Retinopathy Detection», MICCAI 2017.',
    model: (name, version) => `Modelo ${name}, versión ${version}.`,
    bench: '¿Qué velocidad tiene este dispositivo?',
  },
};
