/** What brings the workflows of the pack and their demo data into an n8n, for the command and the node alike. */
export { applyPlan, findExisting, findWorkflows, removeAll, setupTag, type Done } from './apply';
export { readDemoTables, removeTables, setUpTables, type DemoTable, type DoneTable } from './demoTables';
export { connect, type HttpAnswer, type HttpRequest, type N8nApi, type Send } from './n8nApi';
export { inCallOrder, isCalled, isPublishable, planSetup, type ExistingWorkflow, type Step } from './plan';
export { readTemplates, type Template } from './templates';
