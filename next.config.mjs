/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // The engine child is run by Node from its sources, never bundled.
  serverExternalPackages: ['onnxruntime-node'],
  devIndicators: false,
  // Types are checked by `npm run check`, tests included; whoever starts the page need not wait for that.
  typescript: { ignoreBuildErrors: true },
};
