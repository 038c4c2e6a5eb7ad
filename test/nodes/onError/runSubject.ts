import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';

import { makeKeyPair } from '../../../core';
import { N8nApiServer } from '../../harness/n8nApi';
import type { NodeClass } from '../../harness/nodeTypes';
import { flow, runWorkflow } from '../../harness/runWorkflow';
import type { Subject } from './subject';

export type OnError = NonNullable<INode['onError']>;

/** The n8n that Triage Setup talks to; a test starts and stops it. */
export const n8nApi = new N8nApiServer();

const { skey } = makeKeyPair('triage.example', Buffer.alloc(32, 7));

/** How the node is run, where it is not as it stands. */
export interface Setting {
	parameters?: object;
	/** Data of the store's credential, null where n8n does not hand it out; without it the node has none. */
	credential?: ICredentialDataDecryptedObject | null;
	nodes?: NodeClass[];
}

export async function run(subject: Subject, onError: OnError, input: IDataObject[], setting: Setting = {}) {
	const parameters = { options: {}, ...subject.parameters, ...setting.parameters } as INodeParameters;
	const { credential, nodes } = setting;
	const credentials = {
		triageSetupApi: { id: '3', name: 'setup' },
		triageSigningKeyApi: { id: '2', name: 'key' },
		...(credential !== undefined && { triageStoreApi: { id: '1', name: 'store' } }),
	};
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Node: { type: subject.node, parameters, onError, credentials },
		},
		['Start -> Node'],
	);
	const setupApi = { baseUrl: n8nApi.url, apiKey: 'key-1' };
	const chosen = {
		triageSetupApi: setupApi,
		triageSigningKeyApi: { privateKey: skey },
		...(credential && { triageStoreApi: credential }),
	};
	const { nodes: runs, status, error } = await runWorkflow(json, { input, nodes, credentials: chosen });
	return { status, error, outputs: runs.Node?.[0]?.outputs ?? [] };
}

/** The item has the result of the node and not what was thrown. */
export const isJudged = (subject: Subject) => (item: { json: IDataObject }) => {
	const result = item.json.triage as IDataObject | string | undefined;
	return typeof result === 'object' && subject.result in result && !('error' in result);
};

/** How a subject is called in the names of tests. */
export const name = ({ node, operation }: Subject) => (operation === undefined ? node : `${node} ${operation}`);

/** The node in an n8n some of whose functions are others. */
export function withContext(Node: NodeClass, replace: (key: string | symbol, member: unknown) => unknown): NodeClass {
	return class extends (Node as new () => INodeType) {
		override execute = async function (this: IExecuteFunctions) {
			const context = new Proxy(this, {
				get: (target, key) => {
					const member = Reflect.get(target, key) as unknown;
					const bound = typeof member === 'function' ? (member.bind(target) as unknown) : member;
					return replace(key, bound);
				},
			});
			return await new (Node as new () => INodeType)().execute!.call(context);
		};
	};
}
