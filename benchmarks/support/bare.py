"""The least that Gradio can serve, with our launch options: what starting up costs without us."""

import gradio as gr

with gr.Blocks(analytics_enabled=False) as page:
    gr.Markdown("Hello")

if __name__ == "__main__":
    page.launch(ssr_mode=False)
