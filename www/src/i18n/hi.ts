import { plural } from 'zoom-in-net/texts';
import type { PageTexts } from './index.js';

/** What only the page says, in Hindi. */
export const hi: PageTexts = {
  language: 'हिन्दी',
  title: 'Zoom-in-Net — ब्राउज़र में डायबिटिक रेटिनोपैथी स्क्रीनिंग',
  tagline: 'डायबिटिक रेटिनोपैथी स्क्रीनिंग, गणना इसी ब्राउज़र में',
  skip: 'सीधे फ़ोटो पर जाएँ',
  choose: {
    language: 'भाषा',
    theme: 'रूप',
    device: 'गणना का डिवाइस',
  },
  themes: { system: 'सिस्टम के अनुसार', light: 'हल्का', dark: 'गहरा' },

  sideFrom: { name: 'फ़ाइल के नाम से', dicom: 'DICOM फ़ाइल से', hand: 'हाथ से चुना गया' },

  intake: {
    heading: 'फ़ंडस फ़ोटो से डायबिटिक रेटिनोपैथी की स्क्रीनिंग',
    lead: 'एक फ़ोटो यहाँ छोड़ें और कुछ ही सेकंड में ग्रेड देखें, और यह भी कि नेटवर्क ने कहाँ देखा।',
    privacy: 'कुछ भी अपलोड नहीं होता। फ़ोटो इसी डिवाइस पर रहती हैं: नेटवर्क लोड होने के बाद यह पेज कोई अनुरोध नहीं भेजता और बिना इंटरनेट के भी काम करता है।',
    drop: 'फ़ोटो या फ़ोल्डर यहाँ छोड़ें',
    dropNow: 'स्क्रीनिंग के लिए छोड़ें',
    or: 'या',
    files: 'फ़ोटो चुनें',
    folder: 'फ़ोल्डर चुनें',
    camera: 'फ़ोटो लें',
    paste: 'क्लिपबोर्ड की छवि Ctrl+V से चिपकाई जा सकती है।',
    formats: 'JPEG, PNG, TIFF, WebP, BMP या DICOM। दोनों आँखों की जोड़ी 13_left और 13_right, L और R, OD और OS जैसे नामों से बनती है।',
    thorough: 'गहन: पलटे और घुमाए गए छह दृश्यों का औसत; छह गुना समय लगता है',
    more: 'और फ़ोटो जोड़ें',
    noFiles: 'जो छोड़ा या चुना गया, उसमें स्क्रीनिंग के लिए कोई फ़ाइल नहीं है।',
    ignored: plural('hi', { one: '# फ़ाइल छवि नहीं है और छोड़ दी गई।', other: '# फ़ाइलें छवि नहीं हैं और छोड़ दी गईं।' }),
    added: plural('hi', { one: '# फ़ोटो जोड़ी गई।', other: '# फ़ोटो जोड़ी गईं।' }),
  },
  samples: {
    heading: 'फ़ोटो उपलब्ध नहीं है? बनाया हुआ चित्र आज़माएँ',
    note: 'इस परियोजना के जनरेटर से बनाए गए चित्र; ये किसी व्यक्ति की फ़ोटो नहीं हैं।',
    badge: 'कृत्रिम',
    drawnAs: (grade) => `चित्रित ग्रेड: ${grade}`,
    missing: 'बनाए हुए चित्र लोड नहीं हो सके।',
  },
  camera: {
    heading: 'फ़ोटो लें',
    take: 'फ़ोटो खींचें',
    close: 'बंद करें',
    source: 'कैमरा',
    refused: 'कैमरे का उपयोग नहीं हो सकता: इस पेज को अनुमति दें या कोई फ़ाइल चुनें।',
    fileName: 'फ़ोटो',
    unnamed: (number) => `कैमरा ${number}`,
  },

  loading: {
    heading: 'तैयारी हो रही है',
    parts: { module: 'प्रोग्राम', programs: 'GPU के प्रोग्राम', m_net: 'M-Net: पूरी फ़ोटो की ग्रेडिंग करता है', a_net: 'A-Net: खोजता है कि कहाँ देखना है', c_net: 'C-Net: पास से देखता है' },
    waiting: 'प्रतीक्षा में',
    of: (received, total) => `${total} में से ${received}`,
    kept: (total) => `${total}, पिछली बार से सुरक्षित`,
    testing: 'ज्ञात उत्तर से डिवाइस की जाँच हो रही है…',
    switching: (device) => `${device} पर बदला जा रहा है…`,
    failed: 'नेटवर्क लोड नहीं हो सके',
    again: 'फिर से प्रयास करें',
  },
  ready: 'तैयार',
  step: (now, all) => `${all} में से चरण ${now}`,
  waitingForNetworks: 'नेटवर्क की प्रतीक्षा',
  waitingForTurn: 'अपनी बारी की प्रतीक्षा',
  done: (done, all) => plural('hi', { one: `# में से ${done} फ़ोटो पूरी हुई`, other: `# में से ${done} फ़ोटो पूरी हुईं` })(all),
  cancel: 'रद्द करें',
  cancelAll: 'सभी रद्द करें',
  cancelled: 'रद्द की गई',
  retry: 'फिर से स्क्रीनिंग करें',
  remove: 'हटाएँ',
  removeAll: 'सभी हटाएँ',

  shortDevices: { gpu: 'GPU', cpu: 'प्रोसेसर' },
  detail: 'तकनीकी विवरण',

  list: {
    heading: 'फ़ोटो',
    patient: (name) => `मरीज़ ${name}`,
    patientOf: (file) => `${file} का मरीज़`,
    newPatient: 'अलग मरीज़',
    eyeOf: (file) => `${file} में आँख`,
  },

  exports: {
    heading: 'निर्यात',
    json: 'JSON',
    picture: 'चित्र (PNG)',
    report: 'रिपोर्ट प्रिंट करें',
    fhir: 'FHIR R4',
    note: 'इस मरीज़ के लिए; चित्र इसी आँख का है। केवल इसी डिवाइस पर सहेजा जाता है।',
    failed: 'निर्यात विफल रहा',
  },
  footer: {
    about: 'आधार: Wang et al., “Zoom-in-Net: Deep Mining Lesions for Diabetic Retinopathy Detection”, MICCAI 2017.',
    model: (name, version) => `मॉडल ${name}, संस्करण ${version}।`,
    bench: 'यह डिवाइस कितना तेज़ है?',
  },
};
