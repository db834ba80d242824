import { expect } from 'chai';
import { inSetupOrder, systemPackagesOf } from '../../../src/parts/table.mjs';

describe('inSetupOrder', () => {
  it('puts what a part comes after before it', () => {
    expect(inSetupOrder(['contracts'])).to.deep.equal(['common', 'contracts']);
  });
  it('leaves the other service and the packages out: a service gets them as they were released', () => {
    expect(inSetupOrder(['sts-service'], { toRun: true })).to.deep.equal(['sts-service']);
    expect(inSetupOrder(['media-service'], { toRun: true })).to.deep.equal(['media-service']);
  });
  it('adds what the end-to-end tests start only when they are to run', () => {
    expect(inSetupOrder(['test-e2e'])).to.deep.equal(['test-e2e']);
    expect(inSetupOrder(['test-e2e'], { toRun: true })).to.include.members(['media-service', 'sts-service']);
  });
});

describe('systemPackagesOf', () => {
  it('names each package once', () => {
    const names = systemPackagesOf(['media-service', 'sts-service', 'test-e2e']);
    expect(names).to.have.lengthOf(new Set(names).size);
  });
  it('needs no system package for the packages', () => {
    expect(systemPackagesOf(['common', 'contracts'])).to.deep.equal([]);
  });
  it('keeps the build tools out of sts-service and the engines out of media-service', () => {
    expect(systemPackagesOf(['sts-service'])).not.to.include('g++');
    expect(systemPackagesOf(['media-service'])).not.to.include('espeak-ng');
  });
});
