import { hash, verify } from '@node-rs/argon2';

/** argon2id, 19 MiB, two passes: about 40 ms on the machines that we know. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), OPTIONS);

/** A hash of nothing anybody knows: verified when the account does not exist, so that both answers take as long. */
const DECOY = hashPassword(`decoy ${process.pid} ${performance.now()}`);

export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const right = await verify(passwordHash ?? (await DECOY), password.normalize('NFC'));
  return right && passwordHash !== null;
}
