"""Give a take that tests may change."""

from daw_bridge.take_library import TakeRecord
from model.emotion import EmotionVector

RECORD = TakeRecord(
    region_id="{1}",
    region_number=1,
    region_name="MARA: Gö.",
    character="MARA",
    take=1,
    start=0.5,
    end=1.5,
    sample_rate=48_000,
    samples=48_000,
    file="MARA_001_go_take01.wav",
    seed=0,
    voice="ada",
    emotions=(EmotionVector(sad=0.5), EmotionVector()),
    tokens_asked=50,
    paces=(1.0,),
    fit=-1.5,
    stretches=(1.0,),
    tokens_made=50,
    steered=1,
    seconds=0.25,
    gain=1.0,
    content_hash="abc",
)
