/** Sampling frequency indices of ISO/IEC 14496-3, table 1.18. */
const samplingRatesHz = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
const AAC_LC = 2;

/** The AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) of plain AAC-LC: 5 bits type, 4 bits rate, 4 bits channels. */
export function aacLcConfig(sampleRateHz: number, channels: number): Buffer {
  const index = samplingRatesHz.indexOf(sampleRateHz);
  if (index < 0) throw new RangeError(`AAC has no sampling rate of ${sampleRateHz} Hz`);
  const config = Buffer.alloc(2);
  config.writeUInt16BE((AAC_LC << 11) | (index << 7) | (channels << 3));
  return config;
}
