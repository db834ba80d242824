import { expect } from 'chai';
import { parseVariants, parseVoices, voiceFor } from '../../../src/tts/builtin/espeak-voices.js';

const table = `Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  ca              --/M      Catalan            roa/ca
 5  es-419          --/M      Spanish_(Latin_America) roa/es-419           (es-mx 6)(es 6)
 5  pt-br           --/M      Portuguese_(Brazil) roa/pt-BR            (pt 6)
 5  chr-US-Qaaa-x-west --/M   Cherokee_          iro/chr
`;

describe('eSpeak voices', () => {
  const voices = parseVoices(table);

  it('are read from the table, the further languages of each included', () => {
    expect([...voices].sort()).to.deep.equal(['ca', 'chr-us-qaaa-x-west', 'es', 'es-419', 'es-mx', 'pt', 'pt-br']);
  });

  it('are found by the tag, else by the language', () => {
    expect(voiceFor(voices, 'es-419')).to.equal('es-419');
    expect(voiceFor(voices, 'es-ES')).to.equal('es');
    expect(voiceFor(voices, 'pt-BR')).to.equal('pt-br');
  });

  it('have variants for every language, of which only those with a name in one word can be asked for', () => {
    const variants = `Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  variant         --/M      Adam               !v/adam              
 5  variant         70/F      female5            !v/f5
 5  variant         --/M      Mr_Serious         !v/Mr serious        
 5  variant         --/M      Storm              !v/Storm             (en-us 5)
`;
    expect(parseVariants(variants)).to.deep.equal(['Storm', 'adam', 'f5']);
  });

  it('are not made up', () => {
    expect(voiceFor(voices, 'xx')).to.equal(undefined);
  });
});
