import { Matches, ValidateBy } from 'class-validator';
import { compareVersions, versionPattern } from '../version.js';

const version = { message: '$property must be a version such as 1.0' };

/** The versions of the protocol that the client speaks, both ends included. */
export class ProtocolRange {
  /** `MAJOR.MINOR`. */
  @Matches(versionPattern, version)
  min!: string;

  /** `MAJOR.MINOR`, not older than `min`. */
  @ValidateBy({
    name: 'rangeInOrder',
    validator: {
      validate: (max, args) => {
        const min = (args?.object as ProtocolRange).min;
        const readable = [min, max].every((v) => typeof v === 'string' && versionPattern.test(v));
        return !readable || compareVersions(min, String(max)) <= 0;
      },
      defaultMessage: () => '$property must not be older than min',
    },
  })
  @Matches(versionPattern, version)
  max!: string;
}
