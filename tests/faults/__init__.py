"""Faults that really happen, made to happen: after each, the last good state is there, the message
names cause and remedy, and the rest works.

Some stand with what they are faults of: kill -9 in the middle of a training, in
`test_training.test_a_killed_training_resumes_to_the_same_end`; two processes that train one model,
in `test_train_cli.test_two_trainings_of_one_model_at_once_leave_one_whole_pair`; weights cut
short, with one flipped bit, or another model's, in `test_weights`; the same of MNIST's file, in
`test_data`; models lost while the page runs, in `page/test_faults_in_browser`.
"""
