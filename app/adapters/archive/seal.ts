import { archivePasswordProblem } from '../../core/archive-password.ts';
import { Failure } from '../../core/failure.ts';
import { zip } from './zip.ts';

/**
 * An archive locked with a password: a ZIP with one file, the archive, under AES-256. Inside another ZIP its files'
 * names and sizes are hidden too, which ZIP's own encryption leaves open. The password is kept nowhere, so the bytes
 * differ each time; what is inside does not.
 * @param archive a ZIP as it streams
 * @throws Failure without retry for a password that programs could not open
 */
export function sealArchive(
  archive: ReadableStream<Uint8Array>,
  options: { fileName: string; modifiedAt: Date; password: string },
): ReadableStream<Uint8Array> {
  const { fileName, modifiedAt, password } = options;
  const problem = archivePasswordProblem(password);
  if (problem !== null) throw new Failure('archive-password', problem);
  async function* single() {
    yield { path: fileName, content: archive };
  }
  return zip(single(), { modifiedAt, password, compress: false });
}
