/** The part of a question where its answer is given; each kind of item has one of these. */
export abstract class Answer {
  /** Letters that keys choose by. */
  readonly letters: readonly string[] = [];
  /** Whether an answer goes on from what stands there, so that it must stand there at once. */
  readonly goesOn: boolean = true;
  readonly canClear: boolean = true;

  get isTooLong(): boolean {
    return false;
  }

  /** As it is saved; '' when there is none. */
  abstract get value(): string;
  abstract set value(value: string);

  /** Where the next key press belongs. */
  abstract focus(): void;

  /** Chooses by one of `letters` as a click would. */
  readonly press: (letter: string) => void = () => undefined;

  draw(): void {
    // most draw themselves
  }
}
