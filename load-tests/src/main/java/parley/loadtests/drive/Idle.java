package parley.loadtests.drive;

/** Sessions that say nothing but that they are there. */
final class Idle extends Workload {

    @Override
    void onStart() {}
}
