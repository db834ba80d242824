"""Exports a model of `transformers` as the hub's scripts do: through optimum, decoder with and without past merged into one."""

import tempfile
from pathlib import Path

import onnx
from optimum.exporters.onnx import onnx_export_from_model

#: What an engine loads; the unmerged decoders are not needed.
WANTED = ("encoder_model.onnx", "decoder_model_merged.onnx", "model.onnx")


def export(model, folder: Path, task: str, opset: int, **options) -> None:
    """Writes folder/onnx/*.onnx. Weights are float32; the graph's documentation strings, which hold paths, are dropped."""
    model.eval()
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        output = Path(name)
        onnx_export_from_model(model, output, task=task, opset=opset, do_validation=False, **options)
        for wanted in WANTED:
            if (output / wanted).exists():
                save(onnx.load(output / wanted), folder / "onnx" / wanted)


def save(graph: onnx.ModelProto, file: Path) -> None:
    """Serialises without what differs between runs or machines."""
    _strip(graph.graph)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(graph.SerializeToString(deterministic=True))


def _strip(graph: onnx.GraphProto) -> None:
    """Documentation and shapes in between go; initializers, which optimum merges in the order of a set, are sorted."""
    graph.doc_string = ""
    del graph.value_info[:]
    initializers = sorted(graph.initializer, key=lambda tensor: tensor.name)
    del graph.initializer[:]
    graph.initializer.extend(initializers)
    for node in graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
        for attribute in node.attribute:
            if attribute.HasField("g"):
                _strip(attribute.g)
