/// The page a browser gets while no route is configured: it holds a stream open and publishes to it.
enum WelcomePage {
    static let html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Holdfast is running</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1c2733 }
        h1 { font-size: 1.6rem }
        code, pre { background: #eef2f5; border-radius: 4px; padding: .1em .35em }
        pre { padding: .8em 1em; overflow-x: auto }
        #log { background: #10202e; color: #d7f5e3; min-height: 9rem; white-space: pre-wrap; padding: 1em; border-radius: 6px }
        form { display: flex; gap: .5rem }
        input { flex: 1; font: inherit; padding: .4em .6em }
        button { font: inherit; padding: .4em 1em }
        </style>
        <h1>Holdfast is running</h1>
        <p>This page holds a stream open on the channel <code>test</code>. What is published to the channel appears below
        at once, in every tab that shows this page.</p>
        <form id="form">
        <input id="text" value="hello" aria-label="Text to publish" autocomplete="off">
        <button id="publish">Publish</button>
        </form>
        <div id="log" role="log"></div>
        <p>The same from a shell:</p>
        <pre>curl http://localhost:5561/publish -d '{"items": [{"channel": "test",
          "formats": {"http-stream": {"content": "hello\\\\n"}}}]}'</pre>
        <p>To put Holdfast in front of your own application, give it a route:
        <code>holdfast --route '* localhost:3000'</code></p>
        <script>
        const log = document.getElementById('log');
        const show = (text) => { log.textContent += text; };
        async function listen() {
          for (;;) {
            try {
              const response = await fetch('/stream', { cache: 'no-store' });
              const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
              for (;;) {
                const { done, value } = await reader.read();
                if (done) break;
                show(value);
              }
            } catch (error) { show('[stream lost: ' + error.message + ']\\n'); }
            await new Promise((resolve) => setTimeout(resolve, 1000));
          }
        }
        document.getElementById('form').addEventListener('submit', async (event) => {
          event.preventDefault();
          const response = await fetch('/publish', { method: 'POST', body: document.getElementById('text').value });
          if (!response.ok) show('[not published: ' + (await response.text()).trim() + ']\\n');
        });
        listen();
        </script>
        </html>

        """
}
