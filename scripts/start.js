const { existsSync, readdirSync, rmSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');
const { parseArgs } = require('node:util');

const { CommandError } = require('./command');
const { bringUp, stepCount } = require('./n8n/bringUp');
const { refuseWhenRunning } = require('./n8n/server');
const { isOurs } = require('./n8n/userFolder');
const { local, root } = require('./paths');
const { createSteps } = require('./progress');
const { describe, send } = require('./send');
const { SetupError } = require('./setupError');
const { storeFile, verifyStore } = require('./store');

/** A ticket that is none of the samples, short enough for a command line. */
const ownTicket = {
	ticket_id: 'T-2001',
	subject: 'Charged twice',
	type: 'billing',
	customer: { id: 'CU-7', email: 'ada@example.com' },
};

/** The workflow that the samples are sent to. */
const flowId = 'TriageTickets001';

const help = `Starts a real n8n with this pack and sends it sample tickets and leads.

  npm start                        stays up until Ctrl+C; a second start is quick
  npm start -- --once              stops n8n again, checks the log; exit code 0 when all ended as expected

  --user-folder DIR                where n8n keeps its data (default: .local/n8n)
  --port N                         n8n's port (default: N8N_PORT, else 5678, else a free one)
  --reset                          begins with an empty user folder
  --help                           prints this`;

function readOptions() {
	try {
		const { values } = parseArgs({
			options: {
				help: { type: 'boolean', default: false },
				once: { type: 'boolean', default: false },
				port: { type: 'string' },
				reset: { type: 'boolean', default: false },
				'user-folder': { type: 'string', default: join(local, 'n8n') },
			},
		});
		const port = values.port === undefined ? undefined : Number(values.port);
		if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
			throw new RangeError(`--port takes a number from 1 to 65535, not '${values.port}'`);
		}
		return { ...values, port, userFolder: resolve(values['user-folder']) };
	} catch (error) {
		throw new SetupError(`${/** @type {Error} */ (error).message.split('\n')[0]}\n\n${help}`);
	}
}

/**
 * Nobody's own n8n may be changed or removed.
 *
 * @param {string} userFolder
 * @param {boolean} reset
 */
async function claimUserFolder(userFolder, reset) {
	if (!existsSync(userFolder)) return;
	if (readdirSync(userFolder).length > 0 && !isOurs(userFolder)) {
		throw new SetupError(`${userFolder} was not made by npm start: choose another --user-folder, or an empty one`);
	}
	await refuseWhenRunning(userFolder);
	if (reset) rmSync(userFolder, { recursive: true, force: true });
}

/**
 * @typedef {{ sample: import('./samples').Sample, answer: import('./send').Answer }} Sent
 *
 * @param {string} baseUrl
 * @param {(note: string) => void} say
 * @returns {Promise<Sent[]>}
 */
async function sendSamples(baseUrl, say) {
	// Needs packages, which are not there yet when somebody only asks for the options.
	const { leadSamples, samples } = require('./samples');
	/** @type {Sent[]} */
	const sent = [];
	for (const sample of [...samples(), ...leadSamples()]) {
		sent.push({ sample, answer: await send(baseUrl, sample) });
		say(`${sent.length} sent`);
	}
	return sent;
}

/** @param {Sent[]} sent */
function printSent(sent) {
	const width = Math.max(...sent.map(({ sample }) => sample.name.length));
	console.log();
	for (const { sample, answer } of sent) {
		const [first, ...rest] = describe(answer);
		console.log(`  ${sample.name.padEnd(width)}  ${first}`);
		for (const line of rest) console.log(`  ${line}`);
	}
	console.log();
}

/**
 * @param {Sent[]} sent
 * @returns {string[]} what did not end as its sender may expect
 */
function differences(sent) {
	const different = sent.filter(({ sample, answer }) => answer.outcome !== sample.expect);
	return different.map(({ sample, answer }) => `'${sample.name}' was to be ${sample.expect}, not ${answer.outcome}`);
}

/**
 * @param {Sent[]} sent
 * @param {import('./send').Answer['outcome']} outcome
 */
const count = (sent, outcome) => sent.filter(({ answer }) => answer.outcome === outcome).length;

/**
 * @param {string} userFolder
 * @returns {Promise<string[]>} what is wrong with it
 */
async function checkLog(userFolder) {
	const { entry_count, root: logRoot, findings } = await verifyStore(userFolder);
	const state = findings.length === 0 ? 'intact' : `${findings.length} findings`;
	console.log(`Log: ${entry_count} entries, root ${logRoot.slice(0, 12)}, ${state}`);
	return findings.map(({ code, message }) => `${code} ${message}`);
}

/**
 * @param {string} userFolder
 * @param {import('./n8n/bringUp').RunningN8n} running
 */
function printAddresses(userFolder, { server: { baseUrl, logFile }, owner }) {
	const path = (/** @type {string} */ file) => (file.startsWith(root) ? relative(root, file) : file);
	console.log(`Editor   ${baseUrl}/workflow/${flowId}
Sign in  ${owner.email}  ${owner.password}
Tickets  POST ${baseUrl}/webhook/tickets
Leads    POST ${baseUrl}/webhook/paid-leads
Data     ${path(userFolder)} (cases: ${path(storeFile(userFolder))}, n8n's log: ${path(logFile)})
Stop     Ctrl+C; the data stays. Begin anew with: npm start -- --reset

Post a ticket of your own:

curl -X POST ${baseUrl}/webhook/tickets -H 'content-type: application/json' -d '${JSON.stringify(ownTicket)}'`);
}

/** @param {import('./n8n/server').Server} server */
async function stayUp(server) {
	let isStopping = false;
	const stop = async () => {
		if (isStopping) return;
		isStopping = true;
		console.log('\nStopping n8n …');
		await server.stop();
	};
	for (const signal of stopSignals) process.removeAllListeners(signal).on(signal, stop);
	await server.ended;
	if (!isStopping) throw new Error(`n8n ended by itself; its log is ${server.logFile}`);
}

/** @type {NodeJS.Signals[]} */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

async function main() {
	const { help: wantsHelp, once, port, reset, userFolder } = readOptions();
	if (wantsHelp) return console.log(help);
	// An orderly exit ends the processes that were started on the way.
	for (const signal of stopSignals) process.once(signal, () => process.exit(130));
	await claimUserFolder(userFolder, reset);

	const step = createSteps(stepCount + 1);
	const running = await bringUp({ userFolder, port, step });
	const { baseUrl } = running.server;
	const sent = await step('Sending the sample tickets and leads', async (say) => await sendSamples(baseUrl, say));
	printSent(sent);
	const unexpected = differences(sent);
	if (!once) {
		for (const line of unexpected) console.log(`Not as expected: ${line}`);
		printAddresses(userFolder, running);
		return await stayUp(running.server);
	}
	await running.server.stop();
	const wrong = [...unexpected, ...(await checkLog(userFolder))];
	const outcomes = /** @type {const} */ (['routed', 'known', 'refused', 'conflict']);
	const counted = outcomes.map((outcome) => `${count(sent, outcome)} ${outcome}`).join(', ');
	const counts = `${sent.length} tickets and leads: ${counted}`;
	console.log(wrong.length === 0 ? `OK ${counts}` : `FAILED ${counts}; ${wrong.join('; ')}`);
	process.exitCode = wrong.length === 0 ? 0 : 1;
}

main().catch((error) => {
	const isExplained = error instanceof SetupError || error instanceof CommandError;
	const [what, ...details] = String(isExplained ? error.message : error.stack).split('\n');
	// The outcome is the last line, whatever there is to say about it.
	if (details.length > 0) console.error(details.join('\n'));
	console.error(`FAILED ${what}`);
	process.exit(1);
});
