import {
  environmentInConfigOnly,
  oneDoorForNativeCode,
  packageArrows,
  staysInProject,
  walledFolders,
} from './arrows.mjs';
import { composeSetsWhatIsRead, exampleHasAll, variablesAreRead } from './compose.mjs';
import { containersAreHeldIn, gpuIsAProfile } from './containers.mjs';
import { noCycles } from './cycles.mjs';
import { composeNamesWhatIsThere, mediamtxIsKnown, onlyTheFrontDoorIsOpen } from './front-door.mjs';
import {
  exactPins,
  lightPackages,
  lockedPackages,
  lockfilesWithoutPlaces,
  packagesInStep,
  releasedPins,
  separateProjects,
} from './manifests.mjs';
import { linksLead, pagesAreFound } from './links.mjs';
import { everyVersionMixed } from './mixes.mjs';
import { knownProjects, shape } from './shape.mjs';
import { shortFiles } from './size.mjs';
import { frozenWire, wirePromise } from './wire.mjs';
import { alertsAreTriedAndExplained, dashboardsAreWhole, watchesWhatIsExported } from './watching.mjs';
import { nothingLocal } from './words.mjs';
import { workflowsRunWhatThereIs } from './workflows.mjs';

/**
 * Every rule of the repository under the sentence that it holds.
 * @type {Readonly<Record<string, import('./tree.mjs').Rule>>}
 */
export const rules = {
  'no import leaves its project': staysInProject,
  'common ← contracts ← services': packageArrows,
  'the environment is read in config.ts only': environmentInConfigOnly,
  'native code and models have one door each': oneDoorForNativeCode,
  'stages, layers and engines keep to their arrows': walledFolders,
  'no file imports itself by way of others': noCycles,
  'files are short': shortFiles,
  'dependencies are pinned exactly': exactPins,
  'projects pin released versions of the packages': releasedPins,
  'the packages pin each other as they are here': packagesInStep,
  'projects stand alone': separateProjects,
  'lockfiles name contents, not places': lockfilesWithoutPlaces,
  'lockfiles hold the packages as they were released': lockedPackages,
  'the published packages are light': lightPackages,
  'the wire keeps its promises': wirePromise,
  'every release of the contracts has its wire document': frozenWire,
  'every version of the contracts is in the mix': everyVersionMixed,
  'the build server runs what there is': workflowsRunWhatThereIs,
  'links lead somewhere': linksLead,
  'every page of docs is found from the README': pagesAreFound,
  'compose sets what the services read': composeSetsWhatIsRead,
  'the example of .env has all that compose asks for, and no secret': exampleHasAll,
  'the variables of who deploys are read by somebody': variablesAreRead,
  'containers are held in and end in time': containersAreHeldIn,
  'the GPU is a profile': gpuIsAProfile,
  'only the front door is open to everybody': onlyTheFrontDoorIsOpen,
  'compose and Prometheus name what is there': composeNamesWhatIsThere,
  'MediaMTX is of a version that is known': mediamtxIsKnown,
  'alerts and dashboards ask for what is exported': watchesWhatIsExported,
  'dashboards can be told apart and find their data': dashboardsAreWhole,
  'each alert is tried, and told of in the operations page': alertsAreTriedAndExplained,
  'the house has its rooms': shape,
  'there are no unplanned projects': knownProjects,
  'nothing is true on one machine only': nothingLocal,
};
