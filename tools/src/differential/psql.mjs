// Cuts a psql script into the statements that psql would send, each with the line it begins on.
//
// Backslash commands and the data behind `COPY … FROM STDIN` are left out; variables (`:name`) stay as they are.

const DATA_END = '\\.';
const SENDS = /^(g|gx|gset|gexec|gdesc|crosstabview|watch|bind|bind_named|parse|sendpipeline)$/;

/// @param isDataCopy whether data follows the statement in the script
export function* statements(text, isDataCopy) {
    let at = 0;
    let line = 1;
    let buffer = '';
    let start = 1;
    let depth = 0;
    let words = [];
    let atomic = 0;

    const take = (count) => {
        const part = text.slice(at, at + count);
        for (const c of part) {
            if (c === '\n') line++;
        }
        at += count;
        return part;
    };
    const keep = (count) => {
        if (buffer === '') start = line;
        buffer += take(count);
    };
    const flush = () => {
        const statement = {sql: buffer.trim(), line: start};
        buffer = '';
        depth = 0;
        words = [];
        atomic = 0;
        return statement;
    };
    const until = (stop, from) => {
        const end = text.indexOf(stop, from);
        return end < 0 ? text.length - at : end + stop.length - at;
    };
    const skipData = () => {
        take(until('\n', at));
        while (at < text.length) {
            const data = take(until('\n', at)).replace(/\r?\n$/, '');
            if (data === DATA_END) return;
        }
    };

    while (at < text.length) {
        const c = text[at];
        const rest = text.slice(at, at + 80);
        if (/\s/.test(c)) {
            if (buffer === '') take(1);
            else keep(1);
        } else if (rest.startsWith('--')) {
            const end = text.indexOf('\n', at);
            keep((end < 0 ? text.length : end) - at);
        } else if (rest.startsWith('/*')) {
            let open = 0;
            let end = at;
            do {
                if (text.startsWith('/*', end)) {
                    open++;
                    end += 2;
                } else if (text.startsWith('*/', end)) {
                    open--;
                    end += 2;
                } else end++;
            } while (open > 0 && end < text.length);
            keep(end - at);
        } else if (c === "'") {
            const escapes = /(^|[^A-Za-z0-9_$])[eE]$/.test(buffer);
            let end = at + 1;
            while (end < text.length && !(text[end] === "'" && text[end + 1] !== "'")) {
                end += text[end] === "'" || (escapes && text[end] === '\\') ? 2 : 1;
            }
            keep(end + 1 - at);
        } else if (c === '"') {
            keep(until('"', at + 1));
        } else if (c === '$' && !/[A-Za-z0-9_$]$/.test(buffer) && /^\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.test(rest)) {
            const tag = /^\$[^$]*\$/.exec(rest)[0];
            keep(until(tag, at + tag.length));
        } else if (/[A-Za-z_\u0080-\uffff]/.test(c)) {
            const word = /^[\w$\u0080-\uffff]+/.exec(text.slice(at, at + 200))[0];
            const folded = word.toLowerCase();
            words.push(folded);
            const routine = /^create (or replace )?(function|procedure)\b/.test(words.slice(0, 4).join(' '));
            if (routine && folded === 'begin' && words.at(-2) !== 'at') atomic++;
            else if (atomic > 0 && folded === 'case') atomic++;
            else if (atomic > 0 && folded === 'end') atomic--;
            keep(word.length);
        } else if (c === '\\') {
            if (text[at + 1] === ';') {
                take(1);
                keep(1);
                continue;
            }
            take(1);
            const name = /^[A-Za-z_]*/.exec(text.slice(at, at + 40))[0];
            take(name.length);
            const from = at;
            while (at < text.length && text[at] !== '\n' && text[at] !== '\\') {
                if (text[at] === "'" || text[at] === '"' || text[at] === '`') {
                    const quote = text[at];
                    take(1);
                    while (at < text.length && text[at] !== quote && text[at] !== '\n') take(1);
                }
                if (at < text.length && text[at] !== '\n') take(1);
            }
            if (name === 'r') flush();
            else if (SENDS.test(name) && buffer.trim() !== '' && !name.startsWith('bind')) yield flush();
            else if (name === 'copy' && /from\s+p?stdin/i.test(text.slice(from, at))) skipData();
        } else if (c === ';' && depth === 0 && atomic === 0) {
            keep(1);
            const statement = flush();
            yield statement;
            if (isDataCopy(statement.sql)) skipData();
        } else {
            if (c === '(') depth++;
            if (c === ')') depth = Math.max(0, depth - 1);
            keep(1);
        }
    }
    if (buffer.trim() !== '') yield flush();
}
