import { TriageError } from '../../core';
import type { CheckedConnection } from './connection';

type Words = [message: string, fix: string];

interface DriverError extends Error {
	/** SQLSTATE of the server, or Node's code of a connection. */
	code?: string;
	/** The server's function that reports; tells apart what shares a SQLSTATE. */
	routine?: string;
}

const lost: Words = [
	'broke the connection',
	'What was answered before is safe. Run this again; if it stays so, look at the server and the network between',
];
const silent: Words = ['does not answer', 'Check host, port and firewall, and that the server is up'];
const noSsl: Words = ['offers no SSL', "Set 'SSL' to Disable, or switch SSL on in the server"];
const untrusted: Words = [
	'has a certificate that is not trusted',
	"Put the certificate of the authority that signed it into 'CA Certificate'; the host name has to be the one it was made for",
];
const badPassword: Words = ['does not accept user and password', "Correct 'User' and 'Password'"];

/** Words for what a server or a connection reports with a code. */
function wordsOfCode(code: string, error: DriverError, connection: CheckedConnection): Words | undefined {
	const { host, database, user, schema, ssl } = connection;
	const words: Record<string, Words> = {
		ECONNREFUSED: ['is not there: nothing listens at that port', 'Check host and port, and that PostgreSQL runs'],
		ENOTFOUND: [`is not known: no address for '${host}'`, "Check 'Host'; in containers it is the name of the service"],
		EAI_AGAIN: [`is not known at present: no address for '${host}'`, "Check 'Host' and the name service"],
		ETIMEDOUT: silent,
		EHOSTUNREACH: silent,
		ENETUNREACH: silent,
		ECONNRESET: lost,
		EPIPE: lost,
		ERR_TLS_CERT_ALTNAME_INVALID: untrusted,
		CERT_HAS_EXPIRED: ['has a certificate that is out of date', 'Renew the certificate of the server'],
		DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
		SELF_SIGNED_CERT_IN_CHAIN: untrusted,
		UNABLE_TO_GET_ISSUER_CERT: untrusted,
		UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
		UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
		'28P01': badPassword,
		'28000':
			error.routine === 'InitializeSessionUserId'
				? [`has no user '${user}' that may log in`, "Correct 'User', or create it"]
				: [
						`does not let user '${user}' into database '${database}'${ssl === 'disable' ? ' without SSL' : ''}`,
						ssl === 'disable'
							? "Set 'SSL' to Require; if it stays so, allow the connection in pg_hba.conf"
							: 'Allow the connection in pg_hba.conf',
					],
		'3D000': [`has no database '${database}'`, "Correct 'Database', or create it"],
		'25006': ['may only be read', 'Name the primary server, not a standby'],
		'42501': [
			`does not give user '${user}' the rights the store needs: ${error.message}`,
			`Let the user create schema '${schema}', or grant what docs/guides/postgres.md lists`,
		],
		'42P01': [`has no store in schema '${schema}' any more`, 'Restore it, or restart n8n to begin an empty one'],
		'42P07': [`holds tables of something else in schema '${schema}'`, "Choose another 'Schema'"],
		'53100': ['has no room left on its disk', 'Make room; what was answered before is safe'],
		'53300': ['has no connection left', 'Raise max_connections there, or end what holds so many'],
		'57P03': ['is starting or stopping', 'Wait until it is up, and run this again'],
	};
	if (/^(08|57P0[12])/.test(code)) return lost;
	return words[code];
}

/** The driver gives these no code. */
const wordsOfText: Array<[RegExp, Words]> = [
	[/server does not support SSL/, noSsl],
	[/password must be|^SASL/, badPassword],
	[/timeout/, silent],
	[/^Connection terminated|not queryable/, lost],
];

/** Waiting for a lock, being cancelled while waiting, and a deadlock or conflict that the server has ended. */
const busyCodes = new Set(['55P03', '57014', '40001', '40P01']);
const poolIsFull = /^timeout exceeded when trying to connect$/;

/** What a person can do about an error of the driver. The password is never part of it. */
export function toPostgresError(connection: CheckedConnection, cause: unknown): TriageError {
	const error = cause as DriverError;
	const { code = '' } = error;
	if (busyCodes.has(code) || (code === '' && poolIsFull.test(error.message))) {
		return new TriageError(
			'STORE_BUSY',
			'The triage store is busy',
			'Others kept it locked. Run this again; if it happens often, let fewer n8n processes write at once',
			{ cause },
		);
	}
	const [what, fix] = wordsOfCode(code, error, connection) ??
		(code === '' ? wordsOfText.find(([pattern]) => pattern.test(error.message))?.[1] : undefined) ?? [
			`did not do what the store asked: ${error.message}`,
			'Read the logs of n8n and of the server for the cause',
		];
	const server = `The PostgreSQL server ${connection.host}:${connection.port} of the triage store`;
	return new TriageError('STORE_UNAVAILABLE', `${server} ${what}`, fix, { cause });
}
