/** Name and version of this program, as bundles and the command line tell them. The version is that of package.json. */
export const programName = 'n8n-nodes-support-triage';
export const programVersion = '0.1.0';
