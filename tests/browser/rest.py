"""When a page has come to rest: an observer in it knows what the page waits for.

A fixed wait would be too long for most pages, and too short for some on a busy machine.
"""

# Runs before the page's own scripts. What it counts: answers of the page's own lines, until their
# content is read and what waits for it has run, and timers as short as those of its sentences
# (`STEP_MS` in stage/pictures.js, `REST_MS` in rooms).
OBSERVE = """(() => {
    const waiting = new Set();
    const later = window.setTimeout.bind(window);
    const release = (one) => later(() => waiting.delete(one));

    const stop = window.clearTimeout.bind(window);
    window.setTimeout = (act, ms = 0, ...more) => {
        const timer = later((...of) => { waiting.delete(timer); act(...of); }, ms, ...more);
        if (ms <= 150) waiting.add(timer);
        return timer;
    };
    window.clearTimeout = (timer) => { waiting.delete(timer); stop(timer); };

    const ask = window.fetch.bind(window);
    window.fetch = (of, ...more) => {
        const answer = ask(of, ...more);
        if (!String(of.url ?? of).includes("/lab/")) return answer;
        waiting.add(answer);
        answer.catch(() => null).then(() => release(answer));
        return answer;
    };
    for (const name of ["json", "text", "arrayBuffer"]) {
        const read = Response.prototype[name];
        Response.prototype[name] = function () {
            const content = read.call(this);
            waiting.add(content);
            content.catch(() => null).then(() => release(content));
            return content;
        };
    }

    const frame = () => new Promise((go) => requestAnimationFrame(() => later(go)));
    window.isOpening = () => {  // the script of a room, or of the buttons, is on its way
        const { rooms, buttons } = window.lab ?? {};
        const room = rooms?.open && !rooms.opened[rooms.open];
        return Boolean(room || (buttons?.coming && !buttons.later));
    };
    window.comesToRest = async (patience) => {
        const end = performance.now() + patience;
        let calm = 0;
        while (calm < 3 && performance.now() < end) {
            await frame();
            calm = waiting.size || isOpening() ? 0 : calm + 1;
        }
        return calm === 3;
    };
})()"""

# The page's timers run four times as fast from now on: for what goes on by itself, or again
HURRY = """(() => {
    for (const name of ["setTimeout", "setInterval"]) {
        const real = window[name];
        window[name] = (act, ms = 0, ...more) => real(act, ms / 4, ...more);
    }
})()"""
