import { Matches, ValidateBy } from 'class-validator';
import { compareVersions, isVersion, versionPattern } from '../version.js';

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
        const min = (args?.object as ProtocolRange | undefined)?.min;
        // When one of them is no version, its own rule says so.
        if (!isVersion(min) || !isVersion(max)) return true;
        return compareVersions(min, max) <= 0;
      },
      defaultMessage: () => '$property must not be older than min',
    },
  })
  @Matches(versionPattern, version)
  max!: string;
}
