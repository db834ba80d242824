import { rule } from '../rules/rule.js';
import { IsVersion } from '../rules/text.js';
import { compareVersions, isVersion } from '../version.js';

/** The versions of the protocol that the client speaks, both ends included. */
export class ProtocolRange {
  /** `MAJOR.MINOR`. */
  @IsVersion()
  min!: string;

  /** `MAJOR.MINOR`, not older than `min`. */
  @rule({
    name: 'rangeInOrder',
    keywords: { 'x-rules': ['rangeInOrder'] },
    says: 'Not older than `min` of the same range.',
    validate: (max, args) => {
      const min = (args?.object as ProtocolRange | undefined)?.min;
      // When one of them is no version, its own rule says so.
      if (!isVersion(min) || !isVersion(max)) return true;
      return compareVersions(min, max) <= 0;
    },
    message: () => '$property must not be older than min',
  })
  @IsVersion()
  max!: string;
}
