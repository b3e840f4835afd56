/* SPDX-License-Identifier: MIT */
#include "supervisor/lifecycle.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static const struct lifecycle_times times = {
    .ready_ms = 30000, .silence_ms = 15000, .abort_ms = 5000, .stop_ms = 19000
};

static enum lifecycle_action step(
    struct lifecycle *life, enum lifecycle_event event, int64_t now_ms)
{
    return lifecycle_step(life, event, now_ms, &times);
}

static const char *const event_names[] = {
#define NAME(name) #name,
    LIFECYCLE_EVENTS(NAME)
#undef NAME
};

static const char *const action_names[] = { "", "spawn", "term", "abort", "kill", "hangup" };

/* Each row a state, each column an event in the order of LIFECYCLE_EVENTS: where it leads. */
static const char *const expected[LIFECYCLE_STATE_COUNT][LIFECYCLE_EVENT_COUNT] = {
    /* start, stop, restart, reload, kill, ready, beat, progress, timeout, death, refusal */
    { "starting spawn", "down ", "down ", "down ", "down ", "down ", "down ", "down ", "down ",
        "down ", "down " },
    { "starting ", "stopping term", "restarting term", "restarting term", "killed kill", "ready ",
        "starting ", "starting ", "killed kill", "waiting ", "held " },
    { "ready ", "stopping term", "restarting term", "ready hangup", "killed kill", "ready ",
        "ready ", "ready ", "hung abort", "waiting ", "held " },
    { "hung ", "ending kill", "hung ", "hung ", "killed kill", "hung ", "hung ", "hung ",
        "killed kill", "waiting ", "waiting " },
    { "killed ", "ending ", "killed ", "killed ", "killed ", "killed ", "killed ", "killed ",
        "killed ", "waiting ", "waiting " },
    { "restarting ", "stopping ", "restarting ", "restarting ", "killed kill", "restarting ",
        "restarting ", "restarting ", "killed kill", "starting spawn", "starting spawn" },
    { "restarting ", "stopping ", "stopping ", "stopping ", "ending kill", "stopping ", "stopping ",
        "stopping ", "ending kill", "down ", "down " },
    { "killed ", "ending ", "ending ", "ending ", "ending ", "ending ", "ending ", "ending ",
        "ending ", "down ", "down " },
    { "waiting ", "down ", "starting spawn", "starting spawn", "waiting ", "waiting ", "waiting ",
        "waiting ", "starting spawn", "waiting ", "waiting " },
    { "held ", "down ", "starting spawn", "starting spawn", "held ", "held ", "held ", "held ",
        "held ", "held ", "held " },
};

static void every_state_and_event_leads_where_it_should(void **state)
{
    (void)state;
    for (int s = 0; s < LIFECYCLE_STATE_COUNT; s++) {
        for (int e = 0; e < LIFECYCLE_EVENT_COUNT; e++) {
            struct lifecycle life = { .state = (enum lifecycle_state)s };
            enum lifecycle_action action = step(&life, (enum lifecycle_event)e, 1000);
            char got[64];
            snprintf(
                got, sizeof got, "%s %s", lifecycle_state_name(life.state), action_names[action]);
            if (strcmp(got, expected[s][e]) != 0)
                fail_msg("%s on %s: %s instead of %s",
                    lifecycle_state_name((enum lifecycle_state)s), event_names[e], got,
                    expected[s][e]);
        }
    }
}

/* A process as the world has it, beside what the life cycle believes. */
struct world {
    struct lifecycle life;
    bool is_alive;
    int64_t now_ms;
};

static bool is_possible(const struct world *world, enum lifecycle_event event)
{
    switch (event) {
    case LIFECYCLE_EVENT_ready:
    case LIFECYCLE_EVENT_beat:
    case LIFECYCLE_EVENT_progress:
    case LIFECYCLE_EVENT_death:
    case LIFECYCLE_EVENT_refusal:
        return world->is_alive;
    case LIFECYCLE_EVENT_timeout:
        return world->life.deadline_ms != 0;
    case LIFECYCLE_EVENT_start:
    case LIFECYCLE_EVENT_stop:
    case LIFECYCLE_EVENT_restart:
    case LIFECYCLE_EVENT_reload:
    case LIFECYCLE_EVENT_kill:
    case LIFECYCLE_EVENT_COUNT:
        break;
    }
    return true;
}

static void take(struct world *world, enum lifecycle_event event)
{
    if (event == LIFECYCLE_EVENT_timeout)
        world->now_ms = world->life.deadline_ms;
    if (event == LIFECYCLE_EVENT_death || event == LIFECYCLE_EVENT_refusal)
        world->is_alive = false;
    enum lifecycle_action action = step(&world->life, event, world->now_ms);
    if (action == LIFECYCLE_DO_SPAWN) {
        assert_false(world->is_alive); /* never two processes of one stage */
        world->is_alive = true;
    } else if (action != LIFECYCLE_DO_NOTHING) {
        assert_true(world->is_alive);
    }
    assert_int_equal(lifecycle_runs(world->life.state), world->is_alive);
}

/* From wherever it is: asked to stop it ends, with a kill when the process does not obey. */
static void check_that_it_can_be_stopped(struct world world)
{
    take(&world, LIFECYCLE_EVENT_stop);
    if (world.life.state == LIFECYCLE_stopping) {
        assert_true(world.life.deadline_ms > 0);
        take(&world, LIFECYCLE_EVENT_timeout);
        assert_int_equal(world.life.state, LIFECYCLE_ending);
    }
    if (world.is_alive)
        take(&world, LIFECYCLE_EVENT_death);
    assert_int_equal(world.life.state, LIFECYCLE_down);
}

/* From wherever it is: wanted, and with every process dying, it comes back within a minute. */
static void check_that_it_is_never_given_up(struct world world)
{
    take(&world, LIFECYCLE_EVENT_start);
    if (world.life.state == LIFECYCLE_held)
        take(&world, LIFECYCLE_EVENT_reload);
    if (world.is_alive)
        take(&world, LIFECYCLE_EVENT_death);
    if (world.life.state == LIFECYCLE_waiting) {
        assert_true(world.life.deadline_ms - world.now_ms <= 60000);
        take(&world, LIFECYCLE_EVENT_timeout);
    }
    assert_int_equal(world.life.state, LIFECYCLE_starting);
}

static size_t walk(struct world world, int depth)
{
    check_that_it_can_be_stopped(world);
    check_that_it_is_never_given_up(world);
    size_t count = 1;
    if (depth == 0)
        return count;
    for (int e = 0; e < LIFECYCLE_EVENT_COUNT; e++) {
        if (!is_possible(&world, (enum lifecycle_event)e))
            continue;
        struct world next = world;
        take(&next, (enum lifecycle_event)e);
        count += walk(next, depth - 1);
    }
    return count;
}

static void no_sequence_of_events_breaks_the_rules(void **state)
{
    (void)state;
    assert_true(walk((struct world){ .now_ms = 1000 }, 5) > 10000);
}

static int64_t die(struct lifecycle *life, int64_t now_ms)
{
    step(life, LIFECYCLE_EVENT_death, now_ms);
    assert_int_equal(life->state, LIFECYCLE_waiting);
    int64_t delay = life->deadline_ms - now_ms;
    step(life, LIFECYCLE_EVENT_timeout, life->deadline_ms);
    assert_int_equal(life->state, LIFECYCLE_starting);
    return delay;
}

static void the_back_off_doubles_to_five_seconds(void **state)
{
    (void)state;
    static const int64_t delays[] = { 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000 };
    struct lifecycle life = { .state = LIFECYCLE_down };
    step(&life, LIFECYCLE_EVENT_start, 0);
    for (size_t i = 0; i < sizeof delays / sizeof delays[0]; i++)
        assert_int_equal(die(&life, 1000), delays[i]);
    assert_false(lifecycle_is_failing(&life));
    assert_int_equal(die(&life, 1000), 60000);
    assert_true(lifecycle_is_failing(&life));
    assert_int_equal(die(&life, 1000), 60000);
    step(&life, LIFECYCLE_EVENT_ready, 1000);
    assert_false(lifecycle_is_failing(&life));
}

static void ten_steady_seconds_reset_the_back_off(void **state)
{
    (void)state;
    struct lifecycle life = { .state = LIFECYCLE_down };
    step(&life, LIFECYCLE_EVENT_start, 0);
    die(&life, 0);
    die(&life, 0);
    step(&life, LIFECYCLE_EVENT_ready, 1000);
    assert_int_equal(die(&life, 10999), 400);
    step(&life, LIFECYCLE_EVENT_ready, 20000);
    assert_int_equal(die(&life, 30000), 100);
}

static void a_finished_unit_of_work_resets_the_back_off(void **state)
{
    (void)state;
    struct lifecycle life = { .state = LIFECYCLE_down };
    step(&life, LIFECYCLE_EVENT_start, 0);
    die(&life, 0);
    die(&life, 0);
    step(&life, LIFECYCLE_EVENT_ready, 1000);
    step(&life, LIFECYCLE_EVENT_beat, 1500);
    step(&life, LIFECYCLE_EVENT_progress, 2000);
    assert_int_equal(die(&life, 2500), 100);
}

static void a_stage_that_dies_when_ready_is_throttled_but_not_failing(void **state)
{
    (void)state;
    struct lifecycle life = { .state = LIFECYCLE_down };
    step(&life, LIFECYCLE_EVENT_start, 0);
    int64_t delay = 0;
    for (int i = 0; i < 30; i++) {
        step(&life, LIFECYCLE_EVENT_ready, 0);
        delay = die(&life, 100);
    }
    assert_int_equal(delay, 5000);
    assert_false(lifecycle_is_failing(&life));
}

static void silence_is_measured_from_the_last_beat(void **state)
{
    (void)state;
    struct lifecycle life = { .state = LIFECYCLE_down };
    step(&life, LIFECYCLE_EVENT_start, 0);
    assert_int_equal(life.deadline_ms, 30000);
    step(&life, LIFECYCLE_EVENT_beat, 20000);
    assert_int_equal(life.deadline_ms, 30000);
    step(&life, LIFECYCLE_EVENT_ready, 21000);
    assert_int_equal(life.deadline_ms, 36000);
    step(&life, LIFECYCLE_EVENT_beat, 30000);
    assert_int_equal(life.deadline_ms, 45000);
    assert_int_equal(step(&life, LIFECYCLE_EVENT_timeout, 45000), LIFECYCLE_DO_ABORT);
    assert_true(life.is_hang);
    assert_int_equal(life.deadline_ms, 50000);
    assert_int_equal(step(&life, LIFECYCLE_EVENT_timeout, 50000), LIFECYCLE_DO_KILL);
    assert_true(life.is_hang);
    die(&life, 50001);
    assert_false(life.is_hang);
}

static void a_stage_that_never_gets_ready_counts_as_hung(void **state)
{
    (void)state;
    struct lifecycle life = { .state = LIFECYCLE_down };
    step(&life, LIFECYCLE_EVENT_start, 0);
    assert_int_equal(step(&life, LIFECYCLE_EVENT_timeout, 30000), LIFECYCLE_DO_KILL);
    assert_true(life.is_hang);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_event_leads_where_it_should),
        cmocka_unit_test(no_sequence_of_events_breaks_the_rules),
        cmocka_unit_test(the_back_off_doubles_to_five_seconds),
        cmocka_unit_test(ten_steady_seconds_reset_the_back_off),
        cmocka_unit_test(a_finished_unit_of_work_resets_the_back_off),
        cmocka_unit_test(a_stage_that_dies_when_ready_is_throttled_but_not_failing),
        cmocka_unit_test(silence_is_measured_from_the_last_beat),
        cmocka_unit_test(a_stage_that_never_gets_ready_counts_as_hung),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
