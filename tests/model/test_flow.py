"""Following a flow: orders of the solvers, and where their steps lie."""

import math

import pytest
import torch

from model.flow import SOLVERS, Solver


def gone(solver: Solver, n_steps: int) -> float:
    """Follow x' = x from 1 over one unit of time; the truth is e."""
    times = solver.times(n_steps)
    return float(solver.follow(lambda x, _: x, torch.ones((), dtype=torch.float64), times))


@pytest.mark.parametrize(("bends", "gain"), [(False, 2.0), (True, 4.0)])
@pytest.mark.parametrize("sway", [0.0, 0.5])
def test_twice_the_steps_divide_the_error_by_the_order(bends, gain, sway):
    solver = Solver(bends=bends, sway=sway)
    errors = [abs(gone(solver, n) - math.e) for n in (40, 80)]
    assert errors[0] / errors[1] == pytest.approx(gain, rel=0.1)


@pytest.mark.parametrize("solver", SOLVERS.values())
def test_times_go_from_noise_to_mel(solver):
    times = solver.times(10)
    assert times[0] == 0.0
    assert times[-1] == pytest.approx(1.0)
    assert (times.diff() > 0).all()


def test_sway_makes_the_first_steps_the_shortest():
    assert Solver(sway=0.5).times(10).diff().argmin() == 0


def test_every_time_is_asked_for_once_in_order():
    asked: list[int] = []

    def velocity(x, step):
        asked.append(step)
        return x

    SOLVERS["adams"].follow(velocity, torch.zeros(1), SOLVERS["adams"].times(4))
    assert asked == [0, 1, 2, 3]
