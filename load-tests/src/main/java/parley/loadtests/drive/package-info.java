/**
 * The lean driver: as much load as one thread can make, on Parley and on its peers alike. Starting points: {@link
 * parley.loadtests.drive.Drive}, {@link parley.loadtests.drive.Client}, {@link parley.loadtests.drive.Workload}.
 */
@NullMarked
package parley.loadtests.drive;

import org.jspecify.annotations.NullMarked;
