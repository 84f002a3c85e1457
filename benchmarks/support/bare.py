"""The smallest page that Gradio can serve, with our launch options, to compare the start with."""

import gradio as gr

with gr.Blocks(analytics_enabled=False) as page:
    gr.Markdown("Hello")

if __name__ == "__main__":
    page.launch(ssr_mode=False)
