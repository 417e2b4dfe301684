import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Screening } from './screening.jsx';

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Screening />
  </StrictMode>,
);
