import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const latchkey = {
  target: process.env.API ?? 'http://localhost:8080',
  // Several contracts have these paths.
  headers: { host: 'express.localhost:8080' },
}

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': latchkey, '/account': latchkey, '/passkeys.js': latchkey } },
})
