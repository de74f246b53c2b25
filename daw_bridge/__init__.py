"""Everything outside the model: projects of DAWs, files of takes. No Qt, no torch."""
