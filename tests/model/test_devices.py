"""What a stage makes on its way is where its networks are, shown on a device without numbers."""

import pytest
import torch

from model.bench.engine import read_size
from model.networks import Networks
from model.phrase import Sampling
from model.precision import fitting

SIZES = ["tiny", "scratch"]
ELSEWHERE = "meta"


@pytest.fixture(params=SIZES)
def elsewhere(request):
    """Give networks on a device that only knows shapes; mixing devices raises."""
    with torch.device(ELSEWHERE):
        networks = Networks(read_size(request.param))
    return networks.eval().requires_grad_(False)


def drawn(*shape):
    return torch.randn(*shape).to(ELSEWHERE)


def test_text_to_semantic_stays_where_it_is(elsewhere):
    network, heard = elsewhere.text_to_semantic, elsewhere.config.listener
    features, speaker = drawn(1, 150, heard.n_features), drawn(1, heard.speaker_dim)
    latents = network.speaker_latents(features, speaker)
    emotion = network.emotion_of_prompt(features)
    rows = network.conditioning_rows(latents, emotion, torch.tensor([20]))
    rows = torch.cat([rows, network.text_rows(torch.tensor([2, 3]))[None]], dim=1)
    prefix = network.prefill(rows)
    state = network.step(drawn(1).long(), 0, prefix.continued(1, 21), len(prefix))
    assert network.head(state).device.type == ELSEWHERE


@pytest.mark.parametrize("solver", ["euler", "adams"])
def test_semantic_to_mel_and_vocoder_stay_where_they_are(elsewhere, solver):
    stage, config = elsewhere.semantic_to_mel, elsewhere.config
    noise = drawn(1, 90, config.mel.n_mels)
    content = drawn(1, 90, config.semantic_to_mel.content_dim)
    speaker = drawn(1, config.listener.speaker_dim)
    prompt = drawn(1, 20, config.mel.n_mels)
    sampling = Sampling(n_steps=2, solver=solver)
    mel = stage.sample(content, prompt, speaker, noise, sampling)
    assert mel.device.type == ELSEWHERE
    pieces = list(elsewhere.vocoder.stream(mel.transpose(1, 2)))
    assert {piece.device.type for piece in pieces} == {ELSEWHERE}


def test_eight_bits_are_for_processors():
    assert fitting("int8", "cpu") == "int8"
    assert fitting("int8", ELSEWHERE) == "half"
    assert fitting("float32", ELSEWHERE) == "float32"
