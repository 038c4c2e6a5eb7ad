import { readFileSync } from 'node:fs';

import { TriageError } from '../../core';

/** `require` encrypts and asks for no certificate; `verify` also checks the certificate and its host name. */
export const sslModes = ['disable', 'require', 'verify'] as const;
export type SslMode = (typeof sslModes)[number];

export const defaultPort = 5432;
export const defaultSchema = 'support_triage';

/** Where a store on PostgreSQL lies. */
export interface PostgresConnection {
	host: string;
	/** 5432 by default. */
	port?: number;
	database: string;
	user: string;
	password?: string;
	/** A schema that the store has to itself; `support_triage` by default. */
	schema?: string;
	/** `disable` by default. */
	ssl?: SslMode;
	/** PEM text of the authority that `verify` trusts; those of Node without it. */
	caCertificate?: string;
}

export type CheckedConnection = Required<PostgresConnection>;

const invalid = (message: string, fix: string) => new TriageError('FIELD_INVALID', message, fix);

/** The connection with every default filled in. Throws `FIELD_INVALID` naming the first field that cannot be used. */
export function checkConnection(connection: PostgresConnection): CheckedConnection {
	const { port = defaultPort, password = '', schema = defaultSchema, ssl = 'disable', caCertificate = '' } = connection;
	const names = { Host: connection.host, Database: connection.database, User: connection.user };
	for (const [name, value] of Object.entries(names)) {
		if (value.trim() === '') throw invalid(`'${name}' of the triage store is empty`, `Fill in '${name}'`);
	}
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw invalid(
			`'Port' of the triage store is ${String(port)}; 1 to 65535 is expected`,
			'PostgreSQL mostly uses 5432',
		);
	}
	const isOwn = !/^(pg_|public$|information_schema$)/.test(schema);
	if (!isOwn || !/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
		throw invalid(
			`'Schema' of the triage store is '${schema.slice(0, 80)}'; a schema of its own is expected, in small letters, digits and _`,
			`Leave it at ${defaultSchema}, or choose a name that nothing else uses`,
		);
	}
	if (!sslModes.includes(ssl)) {
		throw invalid(
			`'SSL' of the triage store is '${String(ssl)}'; allowed are ${sslModes.join(', ')}`,
			'Choose one of these',
		);
	}
	const { host, database, user } = connection;
	return {
		host: host.trim(),
		port,
		database: database.trim(),
		user: user.trim(),
		password,
		schema,
		ssl,
		caCertificate,
	};
}

const sslModeOf: Record<string, SslMode> = {
	disable: 'disable',
	require: 'require',
	verify: 'verify',
	'verify-full': 'verify',
};

function readCertificate(path: string | null): string {
	if (path === null) return '';
	try {
		return readFileSync(path, 'utf8');
	} catch {
		throw invalid(`'sslrootcert' names ${path}, which cannot be read`, 'Name a PEM file that the user of n8n may read');
	}
}

/**
 * The connection that a URL names: `postgres://user:password@host:port/database`, with `schema`, `sslmode` (`disable`,
 * `require`, `verify-full`) and `sslrootcert` as parameters. Throws `FIELD_INVALID`, which names `where` the URL came from
 * and never shows the URL itself: it may hold a password.
 */
export function readPostgresUrl(text: string, where = 'TRIAGE_STORE_URL'): PostgresConnection {
	const example = 'Write it as postgres://user:password@host:5432/database, with special characters as %40 for @';
	const url = URL.parse(text.trim());
	if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
		throw invalid(`${where} is not a URL of PostgreSQL`, example);
	}
	const known = ['schema', 'sslmode', 'sslrootcert'];
	const unknown = [...url.searchParams.keys()].find((name) => !known.includes(name));
	if (unknown !== undefined) {
		throw invalid(`${where} has the parameter '${unknown}'; known are ${known.join(', ')}`, 'Leave it out');
	}
	const mode = url.searchParams.get('sslmode') ?? 'disable';
	const ssl = sslModeOf[mode];
	if (ssl === undefined) {
		throw invalid(`'sslmode' in ${where} is '${mode}'; allowed are ${Object.keys(sslModeOf).join(', ')}`, example);
	}
	try {
		return checkConnection({
			// A URL has the address of IP version 6 in brackets.
			host: decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1'),
			port: url.port === '' ? defaultPort : Number(url.port),
			database: decodeURIComponent(url.pathname.slice(1)),
			user: decodeURIComponent(url.username),
			password: decodeURIComponent(url.password),
			schema: url.searchParams.get('schema') ?? defaultSchema,
			ssl,
			caCertificate: readCertificate(url.searchParams.get('sslrootcert')),
		});
	} catch (error) {
		if (error instanceof URIError) throw invalid(`${where} has a % that begins no character`, example);
		throw error;
	}
}
