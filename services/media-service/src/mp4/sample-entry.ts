import type { VideoConfig } from '../media/units.js';
import { box, fullBox, u8, u16, u32, zeros } from './box.js';

/** AudioSpecificConfig of AAC-LC, 48 kHz, stereo (ISO/IEC 14496-3 §1.6.2.1): object type 2, index 3, 2 channels. */
const AAC_LC_48K_STEREO = u8(0x11, 0x90);

const FORMATS = { h264: { entry: 'avc1', record: 'avcC' }, h265: { entry: 'hvc1', record: 'hvcC' } } as const;

/** The `avc1` or `hvc1` sample entry; the decoder configuration record is the source's own, byte for byte. */
export function videoEntry(config: VideoConfig): Buffer {
  const { entry, record } = FORMATS[config.codec];
  return box(
    entry,
    zeros(6),
    u16(1), // data reference index
    zeros(16),
    u16(config.width, config.height),
    u32(0x00480000, 0x00480000, 0), // 72 dpi both ways, then a reserved word
    u16(1), // frames per sample
    zeros(32), // compressor name
    u16(0x0018, 0xffff), // 24 bits deep, no colour table
    box(record, config.decoderConfig),
  );
}

/** The `mp4a` sample entry of the programme's audio: AAC-LC, 48 kHz, stereo. */
export function mp4aEntry(sampleRateHz: number, channels: number, bitrateBps: number): Buffer {
  return box(
    'mp4a',
    zeros(6),
    u16(1),
    zeros(8),
    u16(channels, 16, 0, 0),
    u32(sampleRateHz * 0x10000),
    elementaryStreamDescriptor(bitrateBps),
  );
}

/** `esds` (ISO/IEC 14496-14 §5.6): descriptors nested as ES(3) > DecoderConfig(4) > DecoderSpecificInfo(5), then SL(6). */
function elementaryStreamDescriptor(bitrateBps: number): Buffer {
  const specific = descriptor(5, AAC_LC_48K_STEREO);
  const decoder = descriptor(
    4,
    u8(0x40, 0x15, 0, 0, 0), // MPEG-4 audio, audio stream, no decoding buffer size given
    u32(bitrateBps, bitrateBps),
    specific,
  );
  return fullBox('esds', 0, 0, descriptor(3, u16(1), u8(0), decoder, descriptor(6, u8(2))));
}

function descriptor(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u8(tag, body.length), body]);
}
