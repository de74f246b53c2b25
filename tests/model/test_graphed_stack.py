"""What a graph repeats goes by tensors alone, and gives what the network gives.

No GPU is needed: `make_fx` records the same work, operation by operation, and fails where Python
asks a tensor for a number.
"""

import pytest
import torch
from torch.fx.experimental.proxy_tensor import make_fx

from model.beam_search import beam_search
from model.decoding import decode_takes
from model.graphed_stack import KEPT, LENGTHS, GraphedStack, quicken
from model.phrase import Sampling
from model.sampling import Gate


class Recorder:
    """Record by tracing, and count."""

    def __init__(self):
        self.n_recorded = 0
        self.n_replayed = 0

    def __call__(self, work):
        self.n_recorded += 1
        graph = make_fx(lambda: work())()

        def replay():
            self.n_replayed += 1
            graph()

        return replay


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def graphed(networks, recorder):
    return GraphedStack(networks.text_to_semantic, recorder)


def prefix_of(network, n_rows=7, seed=1):
    rows = torch.randn(1, n_rows, 32, generator=torch.Generator().manual_seed(seed))
    return network.prefill(rows)


def test_every_place_gives_the_networks_states(networks, graphed, recorder):
    network = networks.text_to_semantic
    prefix = prefix_of(network)
    true_cache, cache = prefix.continued(3, 20), graphed.room(prefix, 3, 20)
    for place in range(len(prefix), len(prefix) + 20):
        rows = torch.randn(3, 32)
        true = network.transform(rows[:, None], true_cache, place)[:, 0]
        assert torch.allclose(graphed(rows, cache, place), true, atol=1e-5)
    assert torch.allclose(cache[..., :27, :], true_cache, atol=1e-5)
    assert (recorder.n_recorded, recorder.n_replayed) == (1, 20)


def test_another_phrase_of_about_the_length_takes_the_same_graph(networks, graphed, recorder):
    network = networks.text_to_semantic
    for seed, n_rows in ((1, 30), (2, 50)):
        prefix = prefix_of(network, seed=seed)
        cache, true_cache = graphed.room(prefix, 1, n_rows), prefix.continued(1, n_rows)
        rows = torch.randn(1, 32)
        true = network.transform(rows[:, None], true_cache, len(prefix))[:, 0]
        assert torch.allclose(graphed(rows, cache, len(prefix)), true, atol=1e-5)
    assert recorder.n_recorded == 1


def test_graphs_that_were_not_used_for_long_make_room(networks, graphed, recorder):
    prefix = prefix_of(networks.text_to_semantic)
    for size in range(1, KEPT + 2):
        graphed.room(prefix, size, 1)
    assert recorder.n_recorded == KEPT + 1
    graphed.room(prefix, KEPT + 1, LENGTHS - len(prefix))
    assert recorder.n_recorded == KEPT + 1
    graphed.room(prefix, 1, 1)
    assert recorder.n_recorded == KEPT + 2


@pytest.mark.parametrize("n_takes", [1, 2])
def test_takes_are_those_without_graphs(networks, graphed, n_takes):
    network = networks.text_to_semantic
    before = torch.randn(1, 6, 32, generator=torch.Generator().manual_seed(8))

    def tokens():
        drawing = [torch.Generator().manual_seed(seed) for seed in range(n_takes)]
        made = decode_takes(network, before, 15, Sampling(), drawing)
        return torch.stack([take.tokens for take in made])

    alone = tokens()
    network.few_rows = graphed
    assert torch.equal(tokens(), alone)


def test_beams_are_those_without_graphs(networks, graphed):
    network, sampling = networks.text_to_semantic, Sampling(n_beams=3)

    def tokens():
        gate, drawn = Gate(network.config, sampling, 12), torch.Generator().manual_seed(3)
        return beam_search(network, prefix_of(network), sampling, drawn, gate).tokens

    with torch.inference_mode():
        alone = tokens()
        network.few_rows = graphed
        assert torch.equal(tokens(), alone)


def test_only_a_gpu_has_graphs(networks):
    quicken(networks.text_to_semantic, "cpu")
    assert networks.text_to_semantic.few_rows is None
    quicken(networks.text_to_semantic, "cuda:0")
    assert isinstance(networks.text_to_semantic.few_rows, GraphedStack)
