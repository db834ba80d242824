/** One pass of a Fourier transform: `groups` twiddled transforms of `radix` points, each `stride` times. */
export interface Pass {
  readonly radix: 4 | 5;
  readonly groups: number;
  readonly stride: number;
  readonly from: { readonly re: Float64Array; readonly im: Float64Array };
  readonly to: { readonly re: Float64Array; readonly im: Float64Array };
  /** `radix - 1` factors for each group. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/*
 * Decimation in frequency: point k of group p is the k-th value of the transform of the `radix` points
 * x[p + j·groups], times exp(-2πi·p·k/length). `as number` stands where an index is in range by
 * construction: a default would cost a comparison for each of the 10,000 reads of a frame.
 */

export function butterfly4({ groups, stride, from, to, cos, sin }: Pass): void {
  const { re, im } = from;
  const { re: outRe, im: outIm } = to;
  const step = stride * groups;
  for (let p = 0; p < groups; p += 1) {
    const w = 3 * p;
    const c1 = cos[w] as number;
    const s1 = sin[w] as number;
    const c2 = cos[w + 1] as number;
    const s2 = sin[w + 1] as number;
    const c3 = cos[w + 2] as number;
    const s3 = sin[w + 2] as number;
    const end = stride * (p + 1);
    let out = 4 * stride * p;
    for (let at = stride * p; at < end; at += 1) {
      const at2 = at + 2 * step;
      const ar = re[at] as number;
      const ai = im[at] as number;
      const br = re[at + step] as number;
      const bi = im[at + step] as number;
      const cr = re[at2] as number;
      const ci = im[at2] as number;
      const dr = re[at2 + step] as number;
      const di = im[at2 + step] as number;
      const acr = ar + cr;
      const aci = ai + ci;
      const amr = ar - cr;
      const ami = ai - ci;
      const bdr = br + dr;
      const bdi = bi + di;
      const bmr = br - dr;
      const bmi = bi - di;
      // A quarter turn back, -i·(b - d), is (bmi, -bmr).
      const y1r = amr + bmi;
      const y1i = ami - bmr;
      const y2r = acr - bdr;
      const y2i = aci - bdi;
      const y3r = amr - bmi;
      const y3i = ami + bmr;
      outRe[out] = acr + bdr;
      outIm[out] = aci + bdi;
      outRe[out + stride] = y1r * c1 - y1i * s1;
      outIm[out + stride] = y1r * s1 + y1i * c1;
      outRe[out + 2 * stride] = y2r * c2 - y2i * s2;
      outIm[out + 2 * stride] = y2r * s2 + y2i * c2;
      outRe[out + 3 * stride] = y3r * c3 - y3i * s3;
      outIm[out + 3 * stride] = y3r * s3 + y3i * c3;
      out += 1;
    }
  }
}

const cos72 = Math.cos((2 * Math.PI) / 5);
const sin72 = Math.sin((2 * Math.PI) / 5);
const cos144 = Math.cos((4 * Math.PI) / 5);
const sin144 = Math.sin((4 * Math.PI) / 5);

export function butterfly5({ groups, stride, from, to, cos, sin }: Pass): void {
  const { re, im } = from;
  const { re: outRe, im: outIm } = to;
  const step = stride * groups;
  for (let p = 0; p < groups; p += 1) {
    const w = 4 * p;
    const c1 = cos[w] as number;
    const s1 = sin[w] as number;
    const c2 = cos[w + 1] as number;
    const s2 = sin[w + 1] as number;
    const c3 = cos[w + 2] as number;
    const s3 = sin[w + 2] as number;
    const c4 = cos[w + 3] as number;
    const s4 = sin[w + 3] as number;
    const end = stride * (p + 1);
    let out = 5 * stride * p;
    for (let at = stride * p; at < end; at += 1) {
      const at2 = at + 2 * step;
      const at4 = at + 4 * step;
      const ar = re[at] as number;
      const ai = im[at] as number;
      const br = re[at + step] as number;
      const bi = im[at + step] as number;
      const er = re[at4] as number;
      const ei = im[at4] as number;
      const cr = re[at2] as number;
      const ci = im[at2] as number;
      const dr = re[at2 + step] as number;
      const di = im[at2 + step] as number;
      // Opposite points share their cosines and have opposite sines.
      const bpr = br + er;
      const bpi = bi + ei;
      const bmr = br - er;
      const bmi = bi - ei;
      const cpr = cr + dr;
      const cpi = ci + di;
      const cmr = cr - dr;
      const cmi = ci - di;
      const e1r = ar + cos72 * bpr + cos144 * cpr;
      const e1i = ai + cos72 * bpi + cos144 * cpi;
      const o1r = sin72 * bmi + sin144 * cmi;
      const o1i = sin72 * bmr + sin144 * cmr;
      const e2r = ar + cos144 * bpr + cos72 * cpr;
      const e2i = ai + cos144 * bpi + cos72 * cpi;
      const o2r = sin144 * bmi - sin72 * cmi;
      const o2i = sin144 * bmr - sin72 * cmr;
      const y1r = e1r + o1r;
      const y1i = e1i - o1i;
      const y2r = e2r + o2r;
      const y2i = e2i - o2i;
      const y3r = e2r - o2r;
      const y3i = e2i + o2i;
      const y4r = e1r - o1r;
      const y4i = e1i + o1i;
      outRe[out] = ar + bpr + cpr;
      outIm[out] = ai + bpi + cpi;
      outRe[out + stride] = y1r * c1 - y1i * s1;
      outIm[out + stride] = y1r * s1 + y1i * c1;
      outRe[out + 2 * stride] = y2r * c2 - y2i * s2;
      outIm[out + 2 * stride] = y2r * s2 + y2i * c2;
      outRe[out + 3 * stride] = y3r * c3 - y3i * s3;
      outIm[out + 3 * stride] = y3r * s3 + y3i * c3;
      outRe[out + 4 * stride] = y4r * c4 - y4i * s4;
      outIm[out + 4 * stride] = y4r * s4 + y4i * c4;
      out += 1;
    }
  }
}
