import { dirname } from 'node:path';
import known from 'n8n-nodes-base/dist/known/nodes.json';
import { LazyPackageDirectoryLoader } from 'n8n-core';
import { NodeHelpers, type INodeType, type INodeTypes, type IVersionedNodeType } from 'n8n-workflow';

export type NodeClass = new () => INodeType | IVersionedNodeType;

export const packageName = 'n8n-nodes-support-triage';

// `known` says where each built-in node lies, so that only the nodes a workflow uses are loaded.
const builtIn = new LazyPackageDirectoryLoader(dirname(require.resolve('n8n-nodes-base/package.json')));
builtIn.known.nodes = known;

/** The given classes under the pack's name, and every node of n8n-nodes-base. */
export function nodeTypesOf(classes: readonly NodeClass[]): INodeTypes {
	const types = classes.map((Class) => new Class());
	const own = new Map(types.map((type) => [`${packageName}.${type.description.name}`, type]));
	const find = (name: string) => {
		const [, builtInName] = /^n8n-nodes-base\.(.+)$/.exec(name) ?? [];
		const type = own.get(name) ?? (builtInName && builtIn.getNode(builtInName).type);
		if (!type) throw new Error(`Node type '${name}' is not in this test`);
		return type;
	};
	return {
		getByName: find,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(find(name) as INodeType, version),
		getKnownTypes: () => ({}),
	};
}
