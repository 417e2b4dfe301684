// Each of them written out: bundlers look for this very form, and put the file where they put their other ones.
export default {
  model: new URL('./model.json', import.meta.url),
  self_test: new URL('./self_test.json', import.meta.url),
  m_net: new URL('./m_net.bpk', import.meta.url),
  a_net: new URL('./a_net.bpk', import.meta.url),
  c_net: new URL('./c_net.bpk', import.meta.url),
};
