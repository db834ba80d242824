import { Validator } from '@seriousme/openapi-schema-validator';
import { IsBoolean } from 'class-validator';
import { expect } from 'chai';
import { CreateStream } from '../../../src/index.js';
import { openApiDocument, refTo, type RouteDescription } from '../../../src/schema/index.js';
import { service } from '../../support/routes.js';
import { strictValidator, wire } from '../../support/validator.js';

const document = openApiDocument(service);
const responses = { 200: { description: 'Well.' } };

describe('openApiDocument', () => {
  it('is OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
    expect(valid, JSON.stringify(errors)).to.equal(true);
    expect(document.openapi).to.match(/^3\.1\./);
  });

  it('has every message that it speaks of among its components, and no other', () => {
    expect(Object.keys(document.components.schemas)).to.have.members([
      'CreateStream',
      'EngineChoice',
      'EngineInfo',
      'ErrorBody',
      'ErrorInfo',
      'GlossaryEntry',
      'IngestStatus',
      'LanguageStatus',
      'OneShotDub',
      'OneShotResponse',
      'OutputStatus',
      'ReleaseStatus',
      'StageTimings',
      'StreamOutput',
      'StreamStatus',
      'StsStatus',
      'Transcript',
      'VoiceChoice',
    ]);
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, ref = '']) => ref);
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(known).to.include.members(refs);
    expect(document['x-ruleTexts']).to.have.keys(
      'noneTwice:a language',
      'noneTwice:a term for one language',
      'ofTargetLanguages',
      'url',
    );
  });

  it('has components that validate messages as the wire document does', () => {
    const ajv = strictValidator().addVocabulary(['components']);
    const { components } = document;
    const validate = ajv.compile({ components, $ref: '#/components/schemas/CreateStream' });
    expect(validate({ id: 'a', input: 'srt://h:1', targetLanguages: ['es'], glossary: [{ term: 'a' }] })).to.equal(
      true,
    );
    expect(validate({ id: 'a', input: 'srt://h:1', targetLanguages: ['es'], glossary: [{ term: '' }] })).to.equal(
      false,
    );
  });

  it('makes a parameter of every field of the query, and one text of a list', () => {
    const { parameters = [] } = document.paths['/v1/clips']?.['post'] ?? {};
    expect(parameters.map(({ name }) => name)).to.deep.equal([
      'x-request-id',
      'sourceLanguage',
      'targetLanguages',
      'slotMs',
      'asr',
      'translation',
      'tts',
      'voices',
    ]);
    const [header, source, targets, slot] = parameters;
    expect(header).to.include({ in: 'header', required: false });
    expect(source).to.include({ in: 'query', required: true }).and.not.to.have.any.keys('style', 'explode');
    expect(targets).to.include({ in: 'query', required: true, style: 'form', explode: false });
    expect(targets?.schema)
      .to.include({ type: 'array', maxItems: 16 })
      .and.not.to.have.any.keys('x-commaSeparated', 'description');
    expect(slot).to.include({ required: false });
    expect(slot?.schema).to.deep.equal({ type: 'number', minimum: 0, maximum: 60_000 });
  });

  it('shows the frozen samples of a message', () => {
    const { examples } = document.paths['/v1/streams']?.['post']?.requestBody?.content['application/json'] ?? {};
    expect(examples?.['create-stream.minimal']?.value).to.include.keys('id', 'input', 'targetLanguages');
  });

  it('names operations after their routes, each by another name', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId)).to.deep.equal([
      'postV1Streams',
      'getV1Streams',
      'deleteV1StreamsId',
      'postV1Clips',
    ]);
  });

  it('is a document of its own: no two share what one could change', () => {
    expect(openApiDocument(service)).to.deep.equal(document);
    expect(openApiDocument(service).components.schemas['CreateStream']).not.to.equal(wire.$defs['CreateStream']);
  });

  it('refuses a route that is there twice, a path that is not described, and a class that is no message', () => {
    const route: RouteDescription = { method: 'get', path: '/a', summary: 'A', responses };
    const make =
      (...routes: RouteDescription[]) =>
      () =>
        openApiDocument({ ...service, routes });
    class Stranger {
      @IsBoolean()
      isOne!: boolean;
    }
    expect(make(route, { ...route, method: 'post' })).not.to.throw();
    expect(make(route, route)).to.throw('get /a is described twice');
    expect(make({ ...route, path: '/a/{id}' })).to.throw('get /a/{id}: {id} is not described');
    expect(make({ ...route, query: Stranger })).to.throw('Stranger is no message of the contracts');
    expect(make({ ...route, body: { 'application/json': Stranger } })).to.throw('Stranger is no message');
    expect(refTo(CreateStream)).to.deep.equal({ $ref: '#/$defs/CreateStream' });
  });
});
