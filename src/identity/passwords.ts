import { hash, verify } from '@node-rs/argon2';
import { Lane } from '../common/worker/lane.js';

/** argon2id, 19 MiB, two passes: about 40 ms on the machines that we know. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** One at a time: hashing is meant to be slow, and an exam may run on the same cores. */
const lane = new Lane(1, 100);

/** @throws AppError common/busy when a hundred others wait */
export const hashPassword = (password: string): Promise<string> =>
  lane.run(() => hash(password.normalize('NFC'), OPTIONS));

/** A hash of nothing anybody knows: verified when the account does not exist, so that both answers take as long. */
const DECOY = hashPassword(`decoy ${process.pid} ${performance.now()}`);

/** @throws AppError common/busy when a hundred others wait */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const known = passwordHash ?? (await DECOY);
  const right = await lane.run(() => verify(known, password.normalize('NFC')));
  return right && passwordHash !== null;
}
