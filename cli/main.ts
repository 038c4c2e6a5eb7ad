import { programVersion } from '../core/version';
import { keygenCommand } from './keygen';
import { describeError, exitCodes, UsageError, type Terminal } from './terminal';
import { verifyCommand } from './verify';

interface Command {
	run(args: string[], terminal: Terminal): Promise<number>;
}

const commands: Record<string, Command> = {
	export: {
		// Loaded when asked for: it needs the store, and `verify` has to run where no package is installed.
		run: async (args, terminal) => await (await import('./export.js')).exportCommand.run(args, terminal),
	},
	keygen: keygenCommand,
	setup: {
		run: async (args, terminal) => await (await import('./setup.js')).setupCommand.run(args, terminal),
	},
	verify: verifyCommand,
};

const help = `Usage: n8n-nodes-support-triage <command> [options]

Commands:
  verify   Verify an evidence bundle offline, against what you hold yourself
  export   Write a bundle of a store: a case, a period, or all of it
  keygen   Make the key that a log signs its checkpoints with
  setup    Import the workflows of the pack into a running n8n

n8n-nodes-support-triage <command> --help lists the options of a command.
--version shows the version.
`;

/** Runs a command line and returns the exit code. Never throws. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
	const [name = '', ...rest] = args;
	if (name === '--version') {
		terminal.out(`${programVersion}\n`);
		return exitCodes.ok;
	}
	if (name === '--help' || name === '-h') {
		terminal.out(help);
		return exitCodes.ok;
	}
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (command === undefined) {
		terminal.err(`${name === '' ? 'Name a command' : `There is no command '${name}'`}\n\n${help}`);
		return exitCodes.unusable;
	}
	try {
		return await command.run(rest, terminal);
	} catch (error) {
		terminal.err(describeError(error));
		if (error instanceof UsageError) terminal.err(`n8n-nodes-support-triage ${name} --help lists the options\n`);
		return exitCodes.unusable;
	}
}
