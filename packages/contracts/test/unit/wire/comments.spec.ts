import { expect } from 'chai';
import { commentsIn } from '../../../tools/wire/comments.js';

const source = `import { IsText } from './text.js';

/** No comment of the class. */
const most = 3;

/**
 * One line,
 * and another.
 *
 * @see Other
 */
export class First extends Base {
  /** Its text. */
  @IsText(most)
  text!: string;

  @rule({
    name: 'odd',
    check: (value) => {
      return true;
    },
  })
  @IsText(most)
  bare?: string;

  /**
   * First paragraph
   * goes on.
   *
   * Second.
   */
  @IsText(most)
  language: string = 'en';
}

export class Second {
  @IsText(most)
  only!: string;
}
`;

describe('commentsIn', () => {
  it('reads the words of classes and fields, and knows fields without', () => {
    expect(new Map(commentsIn(source))).to.deep.equal(
      new Map([
        [
          'First',
          {
            text: 'One line, and another.',
            fields: new Map([
              ['text', 'Its text.'],
              ['bare', undefined],
              ['language', 'First paragraph goes on.\n\nSecond.'],
            ]),
          },
        ],
        ['Second', { text: undefined, fields: new Map([['only', undefined]]) }],
      ]),
    );
  });
});
