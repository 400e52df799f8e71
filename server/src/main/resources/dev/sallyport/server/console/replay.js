// Steps through a session with the arrow keys, and plays it. Without it the links do the same, one by one.
(() => {
    'use strict';

    // What changes by itself changes slowly for those who asked for less motion.
    const CALM_MS = 3000;
    const calm = matchMedia('(prefers-reduced-motion: reduce)');
    const said = document.getElementById('player-said');
    const button = document.createElement('button');
    let playing = false;
    let timer = 0;

    const replay = () => document.getElementById('replay');
    const go = (id) => {
        const link = document.getElementById(id);
        if (link === null || !link.hasAttribute('href')) {
            return false;
        }
        link.click();
        return true;
    };

    function show() {
        button.textContent = playing ? 'Pause' : 'Play';
    }

    function pause(why) {
        playing = false;
        clearTimeout(timer);
        said.textContent = why;
        show();
    }

    function awaitNext() {
        clearTimeout(timer);
        const wait = Number(replay().dataset.wait);
        timer = setTimeout(() => {
            if (!go('next')) {
                pause('That was the last call.');
            }
        }, calm.matches ? Math.max(wait, CALM_MS) : wait);
    }

    function play() {
        playing = true;
        said.textContent = 'Playing.';
        show();
        const next = document.getElementById('next');
        if (next !== null && next.hasAttribute('href')) {
            awaitNext();
        } else if (!go('first')) {
            pause('There is only this call.');
        }
    }

    button.type = 'button';
    button.id = 'play';
    button.addEventListener('click', () => playing ? pause('Paused.') : play());
    show();
    document.getElementById('player').append(button);

    document.addEventListener('keydown', (event) => {
        if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey
            || event.target.matches('input, textarea, select')) {
            return;
        }
        if (event.key === 'ArrowRight' && go('next') || event.key === 'ArrowLeft' && go('previous')) {
            event.preventDefault();
        }
    });
    document.body.addEventListener('htmx:beforeRequest', () => clearTimeout(timer));
    document.body.addEventListener('htmx:afterSettle', () => {
        said.textContent = replay().dataset.said;
        if (playing) {
            if (document.getElementById('next').hasAttribute('href')) {
                awaitNext();
            } else {
                pause(replay().dataset.said + '. That was the last call.');
            }
        }
    });
    for (const failure of ['htmx:responseError', 'htmx:sendError']) {
        document.body.addEventListener(failure, () => pause('The gate did not answer. Load the page anew.'));
    }
})();
