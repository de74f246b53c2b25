"""Hold weights in 16, 8 or 4 bits where memory or arithmetic is what takes the time.

Decoding reads every weight of the transformer once per token, so fewer bits are less time. The
kernels in `model.kernels` read 8 or 4 of them at the rate of memory; without those, torch's 8-bit
product does it, and its float16 one, at a tenth of bfloat16's error. With many rows at once the
arithmetic counts. A processor with matrix tiles (AMX) is fast in bfloat16; one that only has
instructions for sums of 8-bit products (AVX-512 VNNI) is fastest in those; and one that has neither
in 32 bits, even if weights that are held in 16 get wide in passing. What flows between the layers
stays 32 bits wide, and so do norms, embeddings and the vocoder, whose rounding would be heard.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from model import processor
from model.delivery import Precision
from model.kernels import stack
from model.kernels.flow import PackedBlock, PackedWaveNet
from model.kernels.layer import Panels, Product, run
from model.kernels.library import DOT, reaches
from model.networks import Networks
from model.prompt_listener import PromptListener
from model.semantic_to_mel import FlowBlock, RowConvolution, WaveNet

FEW_ROWS = 4
"""Up to here the weights are read faster than they are computed with."""

SIDE_BY_SIDE = 16
"""Up to here rows are tokens of takes that are drawn together; more are rows of one sequence."""

MOST_INT8 = 127
INT8_ENGINES = frozenset({"x86", "fbgemm", "onednn"})
"""Whose 8-bit kernels take a scale for every output."""

WEIGHT_BITS: dict[Precision, int] = {"int8": 8, "int4": 4}
"""In how many bits a token finds the weights of the transformer, where the kernels are."""

LONGEST_SUM = 2**31 // (255 * 127)
"""Products of 8 bits whose sum always fits into 32."""

LONGEST_ROW = 1 << 14
"""A kernel's rows that are longer take more room than the processor's cache has."""

OFTEN, EXACT = ("blocks.", "tail."), ("modulate", "time")
"""Where the flow's layers of many rows are, and which of those are asked once for all steps."""

EVEN = frozenset({"query_key_value", "gate", "widen", "outs"})
"""Layers of the flow that come after a norm or a gate, so that no row is far louder than others."""


class NarrowLinear(nn.Module):
    """Multiply 32-bit rows by weights that are held in bfloat16."""

    KIND = torch.bfloat16

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.register_buffer("weight", linear.weight.detach().to(self.KIND))
        self.bias = linear.bias

    weight: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., in)` to `(..., out)`."""
        kind = processor.fastest(x.device)
        return self._biased(functional.linear(x.to(kind), self.weight.to(kind)))

    def _biased(self, made: Tensor) -> Tensor:
        return made.float() if self.bias is None else made.float() + self.bias


class DecodingLinear(NarrowLinear):
    """Multiply a few rows by float16 weights; for many, these change their width in passing."""

    KIND = torch.float16

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., in)` to `(..., out)`."""
        if x.shape[:-1].numel() > FEW_ROWS:
            return super().forward(x)
        return self._biased(functional.linear(x.to(self.KIND), self.weight))


class IntegerLinear(nn.Module):
    """Multiply in 8 bits: a scale for every output, and one for every row.

    So takes that are drawn side by side do not change each other. Where many rows are multiplied
    faster otherwise, the weights are held a second time, plain, and get wide in passing.
    """

    weight: Tensor | None
    scale: Tensor
    reach: Tensor

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        weight = linear.weight.detach().float()
        scale = (weight.abs().amax(1) / MOST_INT8).clamp(min=torch.finfo(torch.float32).tiny)
        with warnings.catch_warnings():  # the tensor type is on its way out, its kernels stay
            warnings.simplefilter("ignore", UserWarning)
            zeros = torch.zeros(len(scale), dtype=torch.long)
            whole = torch.quantize_per_channel(weight, scale.double(), zeros, 0, torch.qint8)
            self.packed = torch.ops.quantized.linear_prepack(whole, linear.bias)
            plain = None if processor.prefers_integers() else whole.int_repr()
        self.register_buffer("weight", plain)
        self.register_buffer("scale", scale)
        self.register_buffer(
            "reach", functional.pad(torch.tensor([1.0, -1.0]), (0, self.in_features - 2))
        )
        self.bias = linear.bias
        # Older processors add products in 16 bits; rows of 7 bits never overflow them.
        self._saturates = not processor.has(processor.INTEGERS)
        self.is_even = False
        """Whether no row is far louder than others, however many there are."""

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., in)` to `(..., out)`."""
        if self.is_even:
            return self._product(x)
        if self.weight is None or x.shape[:-1].numel() <= SIDE_BY_SIDE:
            return self._by_rows(x)
        kind = processor.fastest(x.device)
        wide = functional.linear(x.to(kind), self.weight.to(kind)).float() * self.scale
        return wide if self.bias is None else wide + self.bias

    def _by_rows(self, x: Tensor) -> Tensor:
        """Bring every row to the same level before, and back after.

        A last row that reaches as far both ways makes torch choose the same scale for all of them,
        whoever they stand beside.
        """
        rows = x.reshape(-1, self.in_features)
        level = rows.abs().amax(-1, keepdim=True).clamp(min=torch.finfo(torch.float32).tiny)
        even = rows.new_empty(len(rows) + 1, self.in_features)
        torch.div(rows, level, out=even[:-1])
        even[-1] = self.reach
        made = self._product(even)[:-1].mul_(level)
        if self.bias is not None:
            made.addcmul_(1 - level, self.bias)
        return made.view(*x.shape[:-1], self.out_features)

    def _product(self, x: Tensor) -> Tensor:
        return torch.ops.quantized.linear_dynamic(x, self.packed, self._saturates)


class PackedLinear(nn.Module):
    """Multiply many rows in 8 bits in a kernel: a scale for every output, and one for every row."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.panels = Panels.of(linear.weight, linear.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., in)` to `(..., out)`."""
        made = x.new_empty(*x.shape[:-1], self.out_features)
        run(x.reshape(-1, self.in_features), Product(self.panels, made.view(-1, self.out_features)))
        return made


class PiecewiseLinear(nn.Module):
    """Add up 8-bit products of pieces of very long rows, which would not fit otherwise.

    Args:
        linear: stands for a map of long rows.
        kind: makes the map of a piece.
        longest: numbers of a piece.
    """

    def __init__(
        self, linear: nn.Linear, kind: Callable[[nn.Linear], nn.Module], longest: int
    ) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        weights = linear.weight.detach().split(longest, dim=1)
        self.sizes = [weight.shape[1] for weight in weights]
        self.pieces = nn.ModuleList()
        for weight in weights:
            piece = nn.Linear(weight.shape[1], weight.shape[0], bias=False, device="meta")
            piece.weight = nn.Parameter(weight, requires_grad=False)
            self.pieces.append(kind(piece))
        self.bias = linear.bias

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., in)` to `(..., out)`."""
        parts = zip(self.pieces, x.split(self.sizes, dim=-1), strict=True)
        made = sum(piece(part) for piece, part in parts)
        return made if self.bias is None else made + self.bias


class IntegerConvolution(IntegerLinear):
    """Convolve rows `(B, F, C)` in 8 bits, a kernel at a time as one long row."""

    def __init__(self, conv: RowConvolution) -> None:
        kernels = conv.weight.detach().transpose(1, 2).flatten(1)
        out_dim, in_dim = kernels.shape
        flat = nn.Linear(in_dim, out_dim, bias=conv.bias is not None, device="meta")
        flat.weight = nn.Parameter(kernels)
        if conv.bias is not None:
            flat.bias = nn.Parameter(conv.bias.detach())
        super().__init__(flat)
        self.kernel, self.dilation = conv.kernel_size[0], conv.dilation[0]

    def forward(self, x: Tensor) -> Tensor:
        """Give a row for every place where the whole kernel lies on rows."""
        n_batch, n_rows, dim = x.shape
        size = (n_batch, n_rows - self.dilation * (self.kernel - 1), self.kernel, dim)
        step = (n_rows * dim, dim, self.dilation * dim, 1)
        # Rows that stand side by side are one long row already; others are copied into one.
        return super().forward(x.contiguous().as_strided(size, step).flatten(2))


def fitting(precision: Precision, device: str) -> Precision:
    """Give what a device computes in: eight bits and fewer are for processors."""
    return "half" if precision in WEIGHT_BITS and device != "cpu" else precision


def weight_bytes(network: nn.Module) -> int:
    """Count the bytes of weights that a few rows read."""
    total = 0
    for module in network.modules():
        if isinstance(module, (IntegerLinear, PackedLinear)):
            total += module.in_features * module.out_features
        else:
            own = (*module.parameters(recurse=False), *module.buffers(recurse=False))
            total += sum(tensor.nbytes for tensor in own)
    return total


Narrow = Callable[[str, nn.Module], nn.Module | None]
"""Gives what stands for a layer of a name, or None to look inside it."""


def narrow(networks: Networks, precision: Precision, *parts: str) -> Networks:
    """Replace the weights that can be narrow, in place; `float32` changes nothing.

    `parts` names the networks to do it in; without any, all of them.
    """
    if precision != "float32":
        for part in parts or _NARROWED:
            _NARROWED.get(part, _left_alone)(networks, precision)
    return networks


def _narrow_transformer(networks: Networks, precision: Precision) -> None:
    told = networks.text_to_semantic
    bits = WEIGHT_BITS.get(precision)
    few = _decoding if precision == "half" or not _has_integers() else _in_integers
    if bits is not None and stack.is_fast(bits) and stack.fits(told):
        told.few_rows = stack.Stack(told, bits)
    else:
        _replace(told.blocks, few)
    told.head = few("head", told.head)  # type: ignore[assignment]
    _replace(told, _many_rows(precision))


def _narrow_flow(networks: Networks, precision: Precision) -> None:
    kind = _FLOW.get(_many_rows(precision))
    if kind is not None:
        _replace(networks.semantic_to_mel.estimator, kind)
    elif precision == "half" or processor.has(processor.TILES):
        networks.semantic_to_mel.narrow()


def _narrow_listener(networks: Networks, precision: Precision) -> None:
    if isinstance(networks.listener, PromptListener):  # speaker and codec are small beside it
        _replace(networks.listener.speech_encoder, _many_rows(precision))


def _left_alone(_networks: Networks, _precision: Precision) -> None:
    """Do nothing: the vocoder's rounding would be heard as noise."""


_NARROWED: dict[str, Callable[[Networks, Precision], None]] = {
    "text_to_semantic": _narrow_transformer,
    "semantic_to_mel": _narrow_flow,
    "listener": _narrow_listener,
}


def _has_integers() -> bool:
    return torch.backends.quantized.engine in INT8_ENGINES


def _many_rows(precision: Precision) -> Narrow:
    """Choose what multiplies many rows fastest here."""
    if precision == "half" or not (_has_integers() and processor.prefers_integers()):
        return _in_bfloat16
    return _in_kernels if reaches(DOT) else _in_integers


def _decoding(_name: str, layer: nn.Module) -> nn.Module | None:
    return DecodingLinear(layer) if isinstance(layer, nn.Linear) else None


def _in_bfloat16(_name: str, layer: nn.Module) -> nn.Module | None:
    return NarrowLinear(layer) if isinstance(layer, nn.Linear) else None


def _in_integers(_name: str, layer: nn.Module) -> nn.Module | None:
    if isinstance(layer, RowConvolution):
        return IntegerConvolution(layer)
    if not isinstance(layer, nn.Linear):
        return None
    if layer.in_features <= LONGEST_SUM:
        return IntegerLinear(layer)
    return PiecewiseLinear(layer, IntegerLinear, LONGEST_SUM)


def _in_kernels(name: str, layer: nn.Module) -> nn.Module | None:
    if not isinstance(layer, nn.Linear):
        return _in_integers(name, layer)
    if layer.in_features <= LONGEST_ROW:
        return PackedLinear(layer)
    return PiecewiseLinear(layer, PackedLinear, LONGEST_ROW)


def _in_flow(name: str, layer: nn.Module) -> nn.Module | None:
    """Narrow what runs at every step, and that on many rows."""
    if name.endswith(EXACT) or not name.startswith(OFTEN):
        return layer if isinstance(layer, (nn.Linear, nn.Conv1d)) else None
    made = _in_integers(name, layer)
    if isinstance(made, IntegerLinear):
        made.is_even = any(part in EVEN for part in name.split("."))
    return made


def _in_flow_kernels(_name: str, layer: nn.Module) -> nn.Module | None:
    """Let kernels run what runs at every step, and that on many rows."""
    if isinstance(layer, FlowBlock):
        return PackedBlock(layer)
    return PackedWaveNet(layer) if isinstance(layer, WaveNet) else None


_FLOW: dict[Narrow, Narrow] = {_in_integers: _in_flow, _in_kernels: _in_flow_kernels}
"""What the flow's layers become where many rows are multiplied so."""


def _replace(module: nn.Module, kind: Narrow, within: str = "") -> None:
    """Replace the layers below a module; they are named by their place in it."""
    for name, child in module.named_children():
        made = kind(within + name, child)
        if made is None:
            _replace(child, kind, f"{within}{name}.")
        else:
            setattr(module, name, made)
