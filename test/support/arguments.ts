import { parseArgs, type ParseArgsConfig } from 'node:util';

interface Asked {
  readonly name: string;
  /** The whole usage, several lines. */
  readonly usage: string;
}

/** Ends the program: a sentence about what was not understood, and how it is used. */
export function refuseArguments(sentence: string, { usage }: Asked): never {
  process.stderr.write(`${sentence}\n${usage}\n`);
  process.exit(2);
}

/**
 * Options of a program of the repository. `--help` tells how it is used and ends with 0; what is not understood is named, and ends
 * with 2.
 */
export function readArguments<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
  asked: Asked,
): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${asked.usage}\n`);
    process.exit(0);
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const { code = '', message } = error as { readonly code?: string; readonly message: string };
    if (!code.startsWith('ERR_PARSE_ARGS')) throw error;
    return refuseArguments(`${asked.name}: ${message.split('. ')[0] ?? message}.`.replace(/\.\.$/, '.'), asked);
  }
}

/** A number of an option, above 0. */
export function numberOf(option: string, text: string, asked: Asked): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  return refuseArguments(`${asked.name}: --${option} takes a number above 0, not '${text}'.`, asked);
}

/** One of some words of an option; absent: all of them. */
export function oneOf<T extends string>(option: string, text: string | undefined, of: readonly T[], asked: Asked): T[] {
  if (text === undefined) return [...of];
  const chosen = of.filter((o) => o === text);
  if (chosen.length > 0) return chosen;
  return refuseArguments(`${asked.name}: --${option} is one of ${of.join(', ')}, not '${text}'.`, asked);
}
