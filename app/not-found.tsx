import { connection } from 'next/server';
import { UnknownPage } from '../components/shell/unknown-page.tsx';

/** Made anew for each request: built once for all, it would hold another address than the one it is shown at. */
export default async function NotFound() {
  await connection();
  return <UnknownPage />;
}
