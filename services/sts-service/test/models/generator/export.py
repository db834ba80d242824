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


def save(model: onnx.ModelProto, file: Path) -> None:
    """
    Serialises without what differs between runs or machines, and with short names for everything but inputs and outputs:
    most of a small graph's size is the names that the exporter makes of the path of each module.
    """
    kept = {value.name for value in [*model.graph.input, *model.graph.output]} | {""}
    _strip(model.graph, _ShortNames(kept))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(model.SerializeToString(deterministic=True))


class _ShortNames:
    def __init__(self, kept: set[str]):
        self._names = {name: name for name in kept}
        self._kept = len(kept)

    def __getitem__(self, name: str) -> str:
        return self._names.setdefault(name, f"t{len(self._names) - self._kept}")


def _strip(graph: onnx.GraphProto, names: _ShortNames) -> None:
    """Initializers, which optimum merges in the order of a set, are sorted. Branches see the names of the graph around them."""
    graph.doc_string = ""
    del graph.value_info[:]
    initializers = sorted(graph.initializer, key=lambda tensor: tensor.name)
    del graph.initializer[:]
    graph.initializer.extend(initializers)
    for value in [*graph.initializer, *graph.input, *graph.output]:
        value.name = names[value.name]
    for node in graph.node:
        node.doc_string = ""
        node.name = ""
        del node.metadata_props[:]
        node.input[:] = [names[name] for name in node.input]
        node.output[:] = [names[name] for name in node.output]
        for attribute in node.attribute:
            if attribute.HasField("g"):
                _strip(attribute.g, names)
            if attribute.HasField("t"):
                attribute.t.name = ""
