import react from '@vitejs/plugin-react';

export default {
  plugins: [react()],
  define: { global: 'globalThis' },
  build: { target: 'es2022', sourcemap: false },
};
