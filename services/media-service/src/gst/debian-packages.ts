const elementsOfPackage: Readonly<Record<string, readonly string[]>> = {
  'libgstreamer1.0-0': ['queue', 'filesrc', 'filesink', 'fdsink', 'capsfilter', 'identity', 'fakesink', 'typefind'],
  'gstreamer1.0-plugins-base': [
    'appsrc',
    'appsink',
    'audioconvert',
    'audioresample',
    'decodebin',
    'parsebin',
    'opusdec',
    'opusparse',
    'vorbisdec',
  ],
  'gstreamer1.0-plugins-good': [
    'flvdemux',
    'flvmux',
    'qtdemux',
    'matroskademux',
    'matroskamux',
    'rtspsrc',
    'souphttpsrc',
    'aacparse',
    'mpegaudioparse',
    'mpg123audiodec',
    'rtph264depay',
    'rtph265depay',
    'udpsrc',
    'hlsdemux2',
  ],
  'gstreamer1.0-plugins-bad': [
    'gdppay',
    'gdpdepay',
    'h264parse',
    'h265parse',
    'tsdemux',
    'mpegtsmux',
    'rtmp2src',
    'rtmpsrc',
    'rtmp2sink',
    'srtsrc',
    'srtsink',
    'hlsdemux',
    'clocksync',
  ],
  'gstreamer1.0-libav': ['avenc_aac', 'avdec_aac', 'avdec_ac3', 'avdec_eac3', 'avdec_mp2float'],
};

/** The Debian package that brings a GStreamer element, or undefined for one that this project does not use. */
export function debianPackageOf(element: string): string | undefined {
  return Object.keys(elementsOfPackage).find((name) => elementsOfPackage[name]?.includes(element));
}
