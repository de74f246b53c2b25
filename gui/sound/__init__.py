"""Let takes be heard: the device, the transport, the meter."""
