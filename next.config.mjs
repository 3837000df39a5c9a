/**
 * What a page may load and who may hold it. Scripts within a page are allowed: Next writes its data into them, which differs
 * with every page and address, so no list of hashes can name them, and a nonce for each answer would end building pages
 * beforehand. What a page shows comes out of runs that anybody may have made, so it reaches no other machine: no script,
 * picture, form or request leads elsewhere. Styles within a page are the component kit's; `blob:` is a picture on its way
 * to a PNG. React's tools for development evaluate text.
 */
const development = process.env.NODE_ENV === 'development';
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ''}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // The engine child is run by Node from its sources, never bundled.
  serverExternalPackages: ['onnxruntime-node'],
  devIndicators: false,
  // Types are checked by `npm run check`, tests included; whoever starts the page need not wait for that.
  typescript: { ignoreBuildErrors: true },
  headers: () => [
    {
      source: '/:path*',
      headers: [
        { key: 'Content-Security-Policy', value: CONTENT_SECURITY_POLICY },
        { key: 'X-Content-Type-Options', value: 'nosniff' },
      ],
    },
  ],
};
