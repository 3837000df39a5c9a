/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // The engine child is run by Node from its sources, never bundled.
  serverExternalPackages: ['onnxruntime-node'],
  devIndicators: false,
};
