// Reads psql scripts and writes each statement with PostgreSQL's own reading of it, one JSON object a line, in the
// order in which PostgreSQL's regression run would send them.

import {existsSync, readFileSync, readdirSync, writeSync} from 'node:fs';
import {basename, join} from 'node:path';
import {statements} from './psql.mjs';
import {loaded, parse, read} from './reading.mjs';

// Nothing of these changes what tables there are; some of them would hang or reach outside of the database.
const NOT_RUN = new Set([
    'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'CopyStmt', 'ExplainStmt', 'VacuumStmt', 'ClusterStmt', 'ReindexStmt',
    'ListenStmt', 'NotifyStmt', 'CheckPointStmt', 'AlterSystemStmt', 'CreatedbStmt', 'DropdbStmt', 'AlterDatabaseStmt',
    'AlterDatabaseSetStmt', 'CreateTableSpaceStmt', 'DeclareCursorStmt', 'FetchStmt', 'LockStmt', 'CreateSubscriptionStmt',
]);

await loaded;
const [directory, mangledCount] = process.argv.slice(2);
const texts = [];
for (const file of ordered(directory)) {
    const text = readFileSync(join(directory, file), 'utf8');
    for (const {sql, line} of statements(text, isDataCopy)) {
        const reading = read(sql);
        emit({file, line, sql, run: toRun(sql, reading), ...reading});
        if (reading.pureRead && sql.length < 2000) texts.push(sql);
    }
}
if (mangledCount) {
    const random = generator(20260101);
    for (let line = 1; line <= Number(mangledCount); line++) {
        const sql = mangled(texts, random);
        emit({file: 'mangled', line, sql, mangled: true, ...read(sql)});
    }
}

/// The schedule's order, since later scripts use tables of earlier ones; what it does not name comes last.
function ordered(directory) {
    const files = readdirSync(directory).filter((file) => file.endsWith('.sql')).sort();
    const schedule = join(directory, '..', 'parallel_schedule');
    const order = existsSync(schedule)
        ? readFileSync(schedule, 'utf8').split('\n').filter((row) => row.startsWith('test:'))
            .flatMap((row) => row.slice(5).trim().split(/\s+/)).map((test) => test + '.sql')
        : ['test_setup.sql'];
    const place = (file) => (order.includes(file) ? order.indexOf(file) : order.length);
    return files.sort((a, b) => place(a) - place(b) || (basename(a) < basename(b) ? -1 : 1));
}

function isDataCopy(sql) {
    if (!/copy/i.test(sql)) return false;
    const copy = parse(sql)?.at(-1)?.CopyStmt;
    return Boolean(copy && copy.is_from && !copy.filename);
}

/// The statement as it is run to bring the catalogue to where the script has it; nothing for most.
function toRun(sql, reading) {
    if (reading.count !== 1 || reading.pureRead || NOT_RUN.has(reading.kind)) return undefined;
    // Strings are read in one way here and by the gate, whatever a script would have.
    if (/^set\s.*(standard_conforming_strings|backslash_quote)/i.test(sql)) return undefined;
    const temporary = findTemporary(parse(sql)[0]);
    if (!temporary) return sql;
    // The gate sees no temporary tables, so they become tables of a schema that is dropped with the script.
    const bytes = Buffer.from(sql);
    const before = bytes.subarray(0, temporary.location).toString();
    const word = [...before.matchAll(/\b((local|global)\s+)?temp(orary)?\b/gi)].at(-1);
    if (!word) return sql;
    return before.slice(0, word.index) + before.slice(word.index + word[0].length) + (temporary.schemaname ? '' : 'scratch.')
        + bytes.subarray(temporary.location).toString().replace(/\bon\s+commit\s+(delete\s+rows|preserve\s+rows|drop)\b/gi, '');
}

function findTemporary(node) {
    if (node === null || typeof node !== 'object') return undefined;
    if (node.relpersistence === 't' && node.relname) return node;
    for (const child of Object.values(node)) {
        const found = findTemporary(child);
        if (found) return found;
    }
    return undefined;
}

/// Two statements made into one that may or may not be one: whatever PostgreSQL makes of it counts.
function mangled(texts, random) {
    const pick = (list) => list[Math.floor(random() * list.length)];
    const words = (sql) => sql.match(/[A-Za-z_]\w*|'(?:[^']|'')*'|\d+|\s+|./gs);
    const one = words(pick(texts));
    const two = words(pick(texts));
    const place = Math.floor(random() * one.length);
    const length = 1 + Math.floor(random() * 3);
    const from = Math.floor(random() * two.length);
    switch (Math.floor(random() * 5)) {
        case 0:
            one.splice(place, length);
            break;
        case 1:
            one.splice(place, 0, ...one.slice(place, place + length));
            break;
        case 2:
            one.splice(place, 1, pick(two));
            break;
        case 3:
            one.splice(place, 0, ' ', ...two.slice(from, from + 6), ' ');
            break;
        default: {
            const other = Math.floor(random() * one.length);
            [one[place], one[other]] = [one[other], one[place]];
        }
    }
    return one.join('').trim();
}

/// Numbers from 0 to 1 that are the same for the same seed (a linear congruential generator).
function generator(seed) {
    let state = seed;
    return () => (state = (state * 1664525 + 1013904223) % 4294967296) / 4294967296;
}

function emit(line) {
    writeSync(1, JSON.stringify(line) + '\n');
}
